"""What lives as long as the process."""

from dataclasses import dataclass

from storefront.api import Api
from storefront.rendering import Renderer
from storefront.settings import Settings
from storefront.static_files import StaticFiles


@dataclass(frozen=True)
class State:
    settings: Settings
    api: Api
    renderer: Renderer
    static_files: StaticFiles
