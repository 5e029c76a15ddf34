"""The environment, typed. This module alone reads ``os.environ`` and ``.env``.

Every field below is one variable of the same name in capitals. `.env.example` explains each; a
missing, malformed or unsafe value raises `InvalidEnvironment`, which names all of them at once.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    IPvAnyAddress,
    NonNegativeFloat,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from config import mail_providers, production
from config.env_types import (
    DECISIVE,
    GREATEST_WEIGHT,
    SPAM_WEIGHTS,
    CanaryInterval,
    Origin,
    RateLimits,
    SigningKeys,
    SpamWeights,
)

BASE_DIR = Path(__file__).resolve().parent.parent


class InvalidEnvironment(SystemExit):
    """Raised at start-up with one line per unusable variable; the process exits with status 1."""


AbsolutePath = Annotated[Path, AfterValidator(Path.absolute)]
Network = IPv4Network | IPv6Network


class Env(BaseSettings):
    """All configuration of the CMS roles; the defaults are the embedded size."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, hide_input_in_errors=True, frozen=True
    )

    environment: Literal["embedded", "test", "build", "production"] = "embedded"
    var_dir: AbsolutePath = BASE_DIR / "var"
    secret_key: str = ""
    encryption_keys: Annotated[list[str], NoDecode] = []
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    bind_address: IPvAnyAddress = IPv4Address("127.0.0.1")
    port: int = Field(8000, ge=1, le=65535)
    web_workers: int = Field(2, ge=1, le=64)
    web_threads: int = Field(8, ge=1, le=64)
    worker_concurrency: int = Field(2, ge=1, le=64)
    storefront_port: int = Field(3000, ge=1, le=65535)
    cms_url: Origin = ""
    storefront_url: Origin = ""
    media_url: Origin | None = None
    allowed_hosts: Annotated[list[str], NoDecode] = []
    trusted_proxies: Annotated[list[Network], NoDecode] = []

    database_url: str = Field("", pattern=r"^$|^(postgres|postgresql|sqlite)://")
    database_pool_size: int = Field(10, ge=1, le=200)
    redis_url: str = Field("", pattern=r"^$|^(redis|rediss|unix)://")
    broker_url: str = ""
    media_root: AbsolutePath | None = None

    email_host: str = ""
    email_port: int = Field(587, ge=1, le=65535)
    email_user: str = ""
    email_password: str = ""
    email_security: Literal["starttls", "tls", "none"] = "starttls"
    email_provider: Annotated[str, AfterValidator(mail_providers.provider_name)] = ""
    email_api_key: str = ""
    email_api_account: str = ""
    email_api_url: str = Field("", pattern=r"^$|^https?://\S+$")
    default_from_email: str = "website@alfabeauty.invalid"
    lead_email: str = "sales@alfabeauty.invalid"
    whatsapp_number: str = Field("+6281200000000", pattern=r"^\+[1-9]\d{6,14}$")

    lead_limit_client: RateLimits = "5/minute;20/hour"
    lead_limit_phone: RateLimits = "3/hour"
    lead_limit_total: RateLimits = "120/minute"
    lead_retention_months: int = Field(12, ge=1, le=60)
    lead_export_keep_hours: int = Field(24, ge=1, le=168)
    lead_spam_threshold: int = Field(100, ge=1, le=GREATEST_WEIGHT)
    lead_spam_weights: SpamWeights = SPAM_WEIGHTS
    client_address_keys: SigningKeys = []
    telemetry_limit_client: RateLimits = "300/minute"
    lead_sales_scope: Literal["all", "own"] = "all"
    preview_max_age: int = Field(3600, ge=60, le=86400)
    publish_interval: int = Field(60, ge=1, le=3600)
    whatsapp_api_url: str = Field(
        "https://graph.facebook.com/v25.0", pattern=r"^https?://\S+[^\s/]$"
    )
    webhook_allowed_hosts: Annotated[list[str], NoDecode] = []
    #: Seconds between the tries of a delivery: twelve tries over 76 hours.
    fanout_retry_delays: Annotated[list[NonNegativeFloat], NoDecode] = [
        *(5, 30, 120, 600, 1800),
        *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24)),
    ]
    fanout_inline_after: float = Field(30, ge=0, le=600)
    fanout_waiting_alarm: int = Field(300, ge=30, le=86400)
    canary_interval: CanaryInterval = 0
    deadman_url: str = Field("", pattern=r"^$|^https?://[^/\s]+(/\S*)?$", max_length=2000)
    metrics_token: str = Field("", pattern=r"^$|^[\x21-\x7e]{32,200}$")
    demo_password: str = ""

    @field_validator(
        "encryption_keys",
        "allowed_hosts",
        "trusted_proxies",
        "client_address_keys",
        "webhook_allowed_hosts",
        "fanout_retry_delays",
        mode="before",
    )
    @classmethod
    def _split_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [item.strip() for item in value.split(",") if item.strip()]
        return value

    @model_validator(mode="before")
    @classmethod
    def _default_urls(cls, values: dict[str, Any]) -> dict[str, Any]:
        ports = {"cms_url": values.get("port"), "storefront_url": values.get("storefront_port")}
        defaults = {"cms_url": 8000, "storefront_url": 3000}
        numbers = {name: port for name, port in ports.items() if str(port).isdigit()}
        local = {name: f"http://localhost:{port}" for name, port in {**defaults, **numbers}.items()}
        return {**local, **values}

    @model_validator(mode="after")
    def _refuse_what_does_not_fit(self) -> Self:
        problems = [
            *mail_providers.problems(self),
            *(production.problems(self) if self.is_production else ()),
        ]
        if any(self.lead_spam_weights[name] < self.lead_spam_threshold for name in DECISIVE):
            problems.append(
                f"LEAD_SPAM_WEIGHTS: {' and '.join(DECISIVE)} must reach LEAD_SPAM_THRESHOLD"
            )
        if problems:
            raise ValueError("\n".join(problems))
        return self

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def has_built_files(self) -> bool:
        """Whether static files come hashed and compressed from `collectstatic`."""
        return self.environment in {"build", "production"}

    @property
    def cms_host(self) -> str:
        return urlsplit(self.cms_url).hostname or ""

    @property
    def storefront_host(self) -> str:
        return urlsplit(self.storefront_url).hostname or ""


def generated_secret(path: Path, length: int = 48) -> str:
    """The secret of `length` random bytes kept in `path`, made on first use.

    Written through a private temporary file and `link`, so that processes that start together
    agree on one value.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(length))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _faults(error: ValidationError) -> dict[str, list[str]]:
    """What is wrong, by variable; problems of the whole carry their variable's name themselves."""
    found: dict[str, list[str]] = {}
    for item in error.errors(include_url=False, include_input=False):
        message = item["msg"].removeprefix("Value error, ")
        if item["loc"]:
            found.setdefault(str(item["loc"][0]).upper(), []).append(message)
            continue
        for line in message.split("\n"):
            name, _, text = line.partition(": ")
            found.setdefault(name, []).append(text)
    return found


def _all_faults(dotenv: Path | None, error: ValidationError) -> dict[str, list[str]]:
    """Those of `error`, and those that malformed values kept from being looked at."""
    faults = _faults(error)
    malformed = [name for name in Env.model_fields if name.upper() in faults]
    defaults = {name: Env.model_fields[name].get_default() for name in malformed}
    try:
        Env(_env_file=dotenv, **defaults)
    except ValidationError as rest:
        return {**_faults(rest), **faults}
    return faults


def _explain(faults: dict[str, list[str]]) -> str:
    lines = [f"  - {name}: {text}" for name, texts in faults.items() for text in texts]
    return "\n".join(["Invalid environment:", *lines])


@lru_cache(maxsize=1)
def load_env() -> Env:
    """Read and validate the environment once per process.

    Tests ignore `.env`, so that a developer's own file cannot change their result.
    """
    dotenv = None if os.environ.get("ENVIRONMENT") == "test" else BASE_DIR / ".env"
    try:
        return Env(_env_file=dotenv)
    except ValidationError as error:
        raise InvalidEnvironment(_explain(_all_faults(dotenv, error))) from None
