from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Content")

    def ready(self) -> None:
        from cms import bootstrap, deletion, notifications, redirects, references, search_index
        from cms.links import index
        from config import signals

        signals.bootstrap.connect(bootstrap.bootstrap_content, dispatch_uid="cms.bootstrap")
        notifications.replace_wagtails_own()
        deletion.guard()
        redirects.watch_moves()
        references.watch_rows()
        index.watch_content()
        search_index.connect()
