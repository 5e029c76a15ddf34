"""The storefront's own configuration, read from the environment and nowhere else."""

from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an origin such as https://www.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("must be scheme, host and port only, without path or credentials")
    return f"{parts.scheme}://{parts.netloc.lower()}"


Origin = Annotated[str, AfterValidator(_origin)]


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals.

    `cms_url` is the public origin that browsers use for pictures, the partner form and previews;
    `api_url` is where this process reaches the same CMS, for example inside a private network.
    """

    model_config = SettingsConfigDict(
        env_file=BASE_DIR / ".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    environment: str = "embedded"
    port: int = Field(8000, ge=1, le=65535)
    #: The address to listen on; a container listens on 0.0.0.0.
    storefront_bind: str = "127.0.0.1"
    storefront_port: int = Field(3000, ge=1, le=65535)
    cms_url: Origin = ""
    api_url: Origin = ""
    storefront_url: Origin = ""
    #: Where pictures come from when they have an origin of their own.
    media_url: Origin = ""
    var_dir: Path = BASE_DIR / "var"
    storefront_cache_dir: Path | None = None
    #: Seconds that one visit may spend waiting for the API before the last good copy is shown.
    api_timeout: float = Field(3.0, gt=0, le=30)
    #: Shown while the site settings cannot be read.
    whatsapp_number: str = Field("+6281200000000", pattern=r"^\+[1-9]\d{6,14}$")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Tests ignore `.env`, so that a developer's own file cannot change their result."""
        sources = (init_settings, env_settings)
        is_test = env_settings().get("environment") == "test"
        return sources if is_test else (*sources, dotenv_settings)

    @model_validator(mode="before")
    @classmethod
    def _default_urls(cls, values: dict[str, Any]) -> dict[str, Any]:
        cms_url = f"http://localhost:{values.get('port') or 8000}"
        storefront_url = f"http://localhost:{values.get('storefront_port') or 3000}"
        defaults = {"cms_url": cms_url, "storefront_url": storefront_url}
        chosen = {**defaults, **values}
        return {"api_url": chosen["cms_url"], "media_url": chosen["cms_url"], **chosen}

    @property
    def copies_dir(self) -> Path:
        """Where the last good copies of the API's answers survive a restart."""
        return self.storefront_cache_dir or self.var_dir / "storefront"

    @property
    def is_https(self) -> bool:
        return self.storefront_url.startswith("https://")
