from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Content")

    def ready(self) -> None:
        from cms import bootstrap
        from config import signals

        signals.bootstrap.connect(bootstrap.bootstrap_content, dispatch_uid="cms.bootstrap")
