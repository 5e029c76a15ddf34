import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.env import BASE_DIR, InvalidEnvironment, generated_secret, load_env

RANDOM = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": RANDOM,
    "ENCRYPTION_KEYS": RANDOM,
    "DATABASE_URL": "postgres://paket@db/paket",
    "REDIS_URL": "redis://cache/0",
    "CMS_URL": "https://cms.example.com",
    "STOREFRONT_URL": "https://www.example.com",
    "EMAIL_HOST": "smtp.example.com",
    "DEFAULT_FROM_EMAIL": "Website <website@example.com>",
    "LEAD_EMAIL": "sales@example.com",
    "WHATSAPP_NUMBER": "+6281234567890",
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with nothing of ours in it but the mark that keeps `.env` out."""
    for name in list(os.environ):
        if name != "PATH":
            monkeypatch.delenv(name)
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setattr("config.env.BASE_DIR", Path("/nonexistent"))
    return monkeypatch


def faults(environ: pytest.MonkeyPatch, variables: dict[str, str]) -> dict[str, str]:
    """What `load_env` says to these variables: its text by variable."""
    for name, value in variables.items():
        environ.setenv(name, value)
    try:
        load_env.__wrapped__()
    except InvalidEnvironment as refusal:
        title, *lines = str(refusal).splitlines()
        assert title == "Invalid environment:"
        return dict(line.removeprefix("  - ").split(": ", 1) for line in lines)
    return {}


def test_nothing_needs_to_be_set_to_try_the_product_out(environ: pytest.MonkeyPatch) -> None:
    environ.delenv("ENVIRONMENT")
    env = load_env.__wrapped__()
    assert env.environment == "embedded"
    assert (env.cms_url, env.storefront_url) == ("http://localhost:8000", "http://localhost:3000")


def test_origins_follow_the_ports(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("PORT", "8123")
    assert load_env.__wrapped__().cms_url == "http://localhost:8123"


def test_an_empty_variable_counts_as_not_set(environ: pytest.MonkeyPatch) -> None:
    assert faults(environ, {"PORT": "", "LEAD_LIMIT_PHONE": ""}) == {}


def test_lists_are_separated_by_commas(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("ALLOWED_HOSTS", "a.example.com, b.example.com,")
    assert load_env.__wrapped__().allowed_hosts == ["a.example.com", "b.example.com"]


def test_folders_do_not_depend_on_where_a_command_starts(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("VAR_DIR", "elsewhere")
    assert load_env.__wrapped__().var_dir == Path.cwd() / "elsewhere"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("PORT", "http"),
        ("PORT", "70000"),
        ("CMS_URL", "cms.example.com"),
        ("CMS_URL", "https://user@cms.example.com"),
        ("STOREFRONT_URL", "https://www.example.com/shop"),
        ("MEDIA_URL", "https://media.example.com/files"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("DATABASE_URL", "mysql://db/paket"),
        ("REDIS_URL", "cache:6379"),
        ("WHATSAPP_NUMBER", "0812 3456 7890"),
        ("LEAD_LIMIT_PHONE", "a few"),
        ("EMAIL_SECURITY", "ssl"),
    ],
)
def test_a_malformed_value_is_refused_by_name_and_not_repeated(
    environ: pytest.MonkeyPatch, name: str, value: str
) -> None:
    found = faults(environ, {name: value})
    assert list(found) == [name]
    assert value not in found[name]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("LEAD_LIMIT_CLIENT", "0/second", "1 to 1000000"),
        ("LEAD_LIMIT_CLIENT", "5/minute;10000000/hour", "1 to 1000000"),
        ("LEAD_LIMIT_PHONE", "3/month", "1 second to 1 day"),
        ("LEAD_LIMIT_PHONE", "3 per 48 hours", "1 second to 1 day"),
        ("LEAD_LIMIT_TOTAL", "5/minute;3/minute", "each period"),
        ("LEAD_SPAM_THRESHOLD", "0", "greater than or equal to 1"),
        ("LEAD_SPAM_THRESHOLD", "1001", "less than or equal to 1000"),
        ("LEAD_SPAM_WEIGHTS", "links:-5", "0 to 1000"),
        ("LEAD_SPAM_WEIGHTS", "links:5000", "0 to 1000"),
        ("LEAD_SPAM_WEIGHTS", "links", "0 to 1000"),
        ("LEAD_SPAM_WEIGHTS", "colour:5", "honeypot, links"),
        ("LEAD_SPAM_WEIGHTS", "honeypot:99", "must reach LEAD_SPAM_THRESHOLD"),
        ("CLIENT_ADDRESS_KEYS", "short", "at least 32 random bytes"),
    ],
)
def test_an_absurd_value_is_refused_with_what_is_allowed(
    environ: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    found = faults(environ, {name: value})
    assert list(found) == [name]
    assert allowed in found[name]


def test_a_threshold_that_the_hidden_field_does_not_reach_is_refused(
    environ: pytest.MonkeyPatch,
) -> None:
    assert list(faults(environ, {"LEAD_SPAM_THRESHOLD": "200"})) == ["LEAD_SPAM_WEIGHTS"]
    weights = {"LEAD_SPAM_WEIGHTS": "honeypot:200, flood:200"}
    assert faults(environ, {"LEAD_SPAM_THRESHOLD": "200", **weights}) == {}


def test_weights_that_are_left_out_keep_their_default(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("LEAD_SPAM_WEIGHTS", "links:20")
    weights = load_env.__wrapped__().lead_spam_weights
    assert (weights["links"], weights["markup"]) == (20, 100)


def test_a_complete_production_environment_is_accepted(environ: pytest.MonkeyPatch) -> None:
    assert faults(environ, PRODUCTION) == {}


@pytest.mark.parametrize("name", [name for name in PRODUCTION if name != "ENVIRONMENT"])
def test_production_refuses_to_start_without(environ: pytest.MonkeyPatch, name: str) -> None:
    assert list(faults(environ, {**PRODUCTION, name: ""})) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "too short"),
        ("SECRET_KEY", "ab" * 40),
        ("ENCRYPTION_KEYS", f"{RANDOM},short"),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("CMS_URL", "http://cms.example.com"),
        ("STOREFRONT_URL", "http://www.example.com"),
        ("MEDIA_URL", "http://media.example.com"),
        ("DEFAULT_FROM_EMAIL", "Website <website@alfabeauty.invalid>"),
        ("LEAD_EMAIL", "sales@alfabeauty.invalid"),
        ("ALLOWED_HOSTS", "*"),
        ("DEMO_PASSWORD", "demo"),
    ],
)
def test_production_refuses_what_is_unsafe(
    environ: pytest.MonkeyPatch, name: str, value: str
) -> None:
    assert list(faults(environ, {**PRODUCTION, name: value})) == [name]


def test_production_sends_no_mail_password_in_clear_text(environ: pytest.MonkeyPatch) -> None:
    mail = {"EMAIL_PASSWORD": "secret", "EMAIL_SECURITY": "none"}
    assert list(faults(environ, {**PRODUCTION, **mail})) == ["EMAIL_SECURITY"]


def test_missing_malformed_and_unsafe_values_are_named_together(
    environ: pytest.MonkeyPatch,
) -> None:
    bad = {"SECRET_KEY": "", "PORT": "http", "ALLOWED_HOSTS": "*", "REDIS_URL": "cache"}
    assert set(faults(environ, {**PRODUCTION, **bad})) == set(bad)


def test_a_command_ends_with_status_1_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "ENVIRONMENT": "production", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "SECRET_KEY: required" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "below" / "secret"
    secret = generated_secret(path)
    assert len(secret) >= 50
    assert generated_secret(path) == secret
    assert path.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(generated_secret, [path] * 64))
    assert found == {path.read_text()}
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret"]
