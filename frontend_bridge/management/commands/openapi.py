import json
from typing import Any

from django.core.management.base import BaseCommand

from frontend_bridge.openapi.document import openapi


class Command(BaseCommand):
    help = "Print the OpenAPI 3.1 document of the public API."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(openapi(), indent=2, ensure_ascii=False))
