import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from fanout.relay import Relay


class Command(BaseCommand):
    help = (
        "Carry announcements from the database to the workers, and deliver by itself what no "
        "worker takes. Runs until SIGTERM or SIGINT; start any number of copies."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        relay = Relay()

        def stop(signum: int, frame: FrameType | None) -> None:
            relay.stop()

        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, stop)
        relay.run()
