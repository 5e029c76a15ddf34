"""``python -m storefront`` serves the storefront on STOREFRONT_BIND:STOREFRONT_PORT."""

import logging

import uvicorn

from storefront.app import create_app
from storefront.settings import Settings


def main() -> None:
    settings = Settings()
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
    )


if __name__ == "__main__":
    main()
