"""Mail through a provider's API instead of SMTP: what each needs from the environment.

Left out are providers that keep no headers of ours, such as ``Message-ID``, and those that
Anymail no longer tests: their SMTP servers serve as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from config.env import Env


@dataclass(frozen=True)
class Provider:
    """What Anymail calls the key, and what else the provider must know ("sender domain")."""

    key: str = "API_KEY"
    account: str = ""
    account_meaning: str = ""
    #: Headers without which the provider would replace ours.
    headers: tuple[tuple[str, str], ...] = ()


PROVIDERS = {
    "brevo": Provider(),
    "mailgun": Provider(account="SENDER_DOMAIN", account_meaning="the sending domain"),
    "mailtrap": Provider(key="API_TOKEN"),
    "mandrill": Provider(),
    "postmark": Provider(key="SERVER_TOKEN", headers=(("X-PM-KeepID", "true"),)),
    "resend": Provider(),
    "scaleway": Provider(
        key="SECRET_KEY", account="PROJECT_ID", account_meaning="the project's id"
    ),
    "sparkpost": Provider(),
}


def provider_name(value: str) -> str:
    """Check a value of ``EMAIL_PROVIDER``; raises ``ValueError``."""
    if value and value not in PROVIDERS:
        raise ValueError(f"must be empty or one of {', '.join(PROVIDERS)}")
    return value


def problems(env: Env) -> Iterator[str]:
    """One ``NAME: what is wrong`` for each value that the provider lacks; never the value."""
    if not env.email_provider:
        return
    provider = PROVIDERS[env.email_provider]
    because = f"EMAIL_PROVIDER={env.email_provider}"
    if env.email_host:
        yield f"EMAIL_HOST: leave it empty with {because}, or leave EMAIL_PROVIDER empty"
    if not env.email_api_key:
        yield f"EMAIL_API_KEY: required with {because}"
    if provider.account and not env.email_api_account:
        yield f"EMAIL_API_ACCOUNT: required with {because}: {provider.account_meaning}"


def anymail(env: Env) -> dict[str, Any]:
    """Django's ``ANYMAIL`` setting. Requests end after 5 s without connection, 15 s of silence.

    What is sent through a channel ends after `config.mail.TOTAL_SECONDS` besides.
    """
    name = env.email_provider.upper()
    provider = PROVIDERS[env.email_provider]
    values = {
        f"{name}_{provider.key}": env.email_api_key,
        f"{name}_SEND_DEFAULTS": {"extra_headers": dict(provider.headers)},
        "REQUESTS_TIMEOUT": (5, 15),
    }
    if provider.account:
        values[f"{name}_{provider.account}"] = env.email_api_account
    if env.email_api_url:
        values[f"{name}_API_URL"] = env.email_api_url
    return values
