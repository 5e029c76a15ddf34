"""What ``ENVIRONMENT=production`` refuses to start with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.env import Env

REQUIRED = ("secret_key", "encryption_keys", "database_url", "redis_url")
SECRET_KEY_MIN_LENGTH = 50
SECRET_KEY_MIN_DIFFERENT = 5
ENCRYPTION_KEY_MIN_LENGTH = 32


def problems(env: Env) -> Iterator[str]:
    """One ``NAME: what is wrong`` for each missing or unsafe value; never the value itself."""
    for name in REQUIRED:
        if not getattr(env, name):
            yield f"{name.upper()}: required when ENVIRONMENT=production"
    if not env.email_host and not env.email_provider:
        yield "EMAIL_HOST: required when ENVIRONMENT=production, or EMAIL_PROVIDER"
    if "whatsapp_number" not in env.model_fields_set:
        yield "WHATSAPP_NUMBER: required when ENVIRONMENT=production"
    if env.demo_password:
        yield "DEMO_PASSWORD: demo logins are refused when ENVIRONMENT=production"
    if env.database_url.startswith("sqlite"):
        yield "DATABASE_URL: PostgreSQL is required when ENVIRONMENT=production"
    yield from _weak_secrets(env)
    yield from _unsafe_addresses(env)


def _weak_secrets(env: Env) -> Iterator[str]:
    key = env.secret_key
    if key and (len(key) < SECRET_KEY_MIN_LENGTH or len(set(key)) < SECRET_KEY_MIN_DIFFERENT):
        yield f"SECRET_KEY: at least {SECRET_KEY_MIN_LENGTH} random characters"
    if any(len(key) < ENCRYPTION_KEY_MIN_LENGTH for key in env.encryption_keys):
        yield f"ENCRYPTION_KEYS: at least {ENCRYPTION_KEY_MIN_LENGTH} random characters each"
    if env.email_password and env.email_security == "none":
        yield "EMAIL_SECURITY: 'none' would send EMAIL_PASSWORD in clear text"


def _unsafe_addresses(env: Env) -> Iterator[str]:
    for name in ("cms_url", "storefront_url"):
        if not getattr(env, name).startswith("https://"):
            yield f"{name.upper()}: must start with https://"
    for name in ("email_api_url", "whatsapp_api_url"):
        if getattr(env, name).startswith("http://"):
            yield f"{name.upper()}: must start with https://"
    if env.media_url and not env.media_url.startswith("https://"):
        yield "MEDIA_URL: must start with https://"
    for name in ("default_from_email", "lead_email"):
        if getattr(env, name).rstrip(">").endswith(".invalid"):
            yield f"{name.upper()}: a real address is required"
    if "*" in env.allowed_hosts:
        yield "ALLOWED_HOSTS: '*' accepts any Host header"
