"""What lives as long as the process."""

from dataclasses import dataclass

from storefront.api import Api
from storefront.settings import Settings


@dataclass(frozen=True)
class State:
    settings: Settings
    api: Api
