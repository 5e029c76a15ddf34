from fanout.models.attempt import Attempt
from fanout.models.channel import Channel
from fanout.models.delivery import Delivery
from fanout.models.event import Event
from fanout.models.heartbeat import Heartbeat

__all__ = ["Attempt", "Channel", "Delivery", "Event", "Heartbeat"]
