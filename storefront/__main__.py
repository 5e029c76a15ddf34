"""``python -m storefront`` serves the storefront on STOREFRONT_BIND:STOREFRONT_PORT."""

import logging

import uvicorn
from pydantic import ValidationError

from storefront.app import create_app
from storefront.settings import Settings


def read_settings() -> Settings:
    """Ends the process with status 1 and one line per unusable variable."""
    try:
        return Settings()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        lines = [f"{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in faults]
        raise SystemExit("\n".join(["Invalid environment:", *lines])) from None


def main() -> None:
    settings = read_settings()
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s %(message)s")
    # httpx logs each address at INFO: a preview's token must not reach a log.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    uvicorn.run(
        create_app(settings),
        host=settings.storefront_bind,
        port=settings.storefront_port,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


if __name__ == "__main__":
    main()
