from fanout.models.alert import Alert
from fanout.models.attempt import Attempt
from fanout.models.canary import Canary
from fanout.models.channel import Channel
from fanout.models.delivery import Delivery
from fanout.models.duty import Duty
from fanout.models.event import Event
from fanout.models.heartbeat import Heartbeat

__all__ = [
    "Alert",
    "Attempt",
    "Canary",
    "Channel",
    "Delivery",
    "Duty",
    "Event",
    "Heartbeat",
]
