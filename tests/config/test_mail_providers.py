"""Choosing a mail provider by the environment."""

import pytest
from django.utils.module_loading import import_string

from config.env import Env
from config.mail_providers import PROVIDERS, anymail
from tests.config.test_env import PRODUCTION, environ, faults

__all__ = ["environ"]
BREVO = {"EMAIL_PROVIDER": "brevo", "EMAIL_API_KEY": "k"}


@pytest.mark.parametrize(
    ("variables", "faulty"),
    [
        ({"EMAIL_PROVIDER": "pigeon"}, {"EMAIL_PROVIDER"}),
        ({"EMAIL_PROVIDER": "brevo"}, {"EMAIL_API_KEY"}),
        ({"EMAIL_PROVIDER": "mailgun"}, {"EMAIL_API_KEY", "EMAIL_API_ACCOUNT"}),
        ({**BREVO, "EMAIL_HOST": "smtp.example.com"}, {"EMAIL_HOST"}),
        ({**BREVO, "EMAIL_API_URL": "api.example.com"}, {"EMAIL_API_URL"}),
        (BREVO, set()),
        ({"EMAIL_API_KEY": "k"}, set()),
    ],
)
def test_what_a_provider_lacks_is_named_at_start(
    environ: pytest.MonkeyPatch, variables: dict[str, str], faulty: set[str]
) -> None:
    found = faults(environ, variables)
    assert set(found) == faulty
    assert "k" not in found.values()


def test_production_takes_a_provider_in_the_place_of_smtp(environ: pytest.MonkeyPatch) -> None:
    without = {name: value for name, value in PRODUCTION.items() if name != "EMAIL_HOST"}
    assert set(faults(environ, without)) == {"EMAIL_HOST"}
    assert faults(environ, BREVO) == {}


@pytest.mark.parametrize("name", ["EMAIL_API_URL", "WHATSAPP_API_URL"])
def test_production_sends_no_key_in_clear_text(environ: pytest.MonkeyPatch, name: str) -> None:
    assert set(faults(environ, {**PRODUCTION, name: "http://api.example.com/v1"})) == {name}


@pytest.mark.parametrize(
    "value", ["graph.facebook.com", "https://graph.facebook.com/v25.0/", "https://a b"]
)
def test_malformed_address_of_whatsapp_is_refused(environ: pytest.MonkeyPatch, value: str) -> None:
    assert set(faults(environ, {"WHATSAPP_API_URL": value})) == {"WHATSAPP_API_URL"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider_has_a_backend_that_takes_its_settings(
    name: str, settings: pytest.FixtureRequest
) -> None:
    env = Env(_env_file=None, email_provider=name, email_api_key="k", email_api_account="a.example")
    settings.ANYMAIL = anymail(env)  # type: ignore[attr-defined]
    backend = import_string(f"anymail.backends.{name}.EmailBackend")()
    assert backend.api_url.startswith("https://")
    assert backend.timeout == (5, 15)
