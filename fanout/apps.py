from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FanoutConfig(AppConfig):
    name = "fanout"
    verbose_name = _("Announcements")

    def ready(self) -> None:
        from config import metrics
        from fanout import alarm, registry, signal_handlers, trial
        from fanout.metrics import FanoutCollector

        registry.register(registry.EventType(trial.TEST, _("Test announcement"), trial.render))
        registry.register(registry.EventType(alarm.ALARM, _("Channel alarm"), alarm.render))
        signal_handlers.connect()
        metrics.register(FanoutCollector())
