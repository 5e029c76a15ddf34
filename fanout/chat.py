"""Which chat services a channel may use, and the one target that its address names.

Apprise knows some two hundred services. Some run commands, read files or reach any host that an
address names. Ours are the ones below, made from their own class, so that an address can never
choose another; what it may say besides is listed too (templates, for one, are files).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apprise import AppriseAsset, NotifyBase
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.google_chat import NotifyGoogleChat
from apprise.plugins.mattermost import NotifyMattermost
from apprise.plugins.slack import NotifySlack
from apprise.plugins.telegram import NotifyTelegram
from apprise.plugins.workflows import NotifyWorkflows
from django.conf import settings
from django.utils.translation import gettext as _


class ChatAddressError(ValueError):
    """The address is none that we send to. Its text says why, and never quotes the address."""


@dataclass(frozen=True)
class Service:
    """A chat service: its Apprise plugin, and what an address of it may say.

    `hosts` are the endings of the hosts that an address may name; a plugin without any speaks to
    its own host alone. `is_self_hosted`: it names a host in ``settings.WEBHOOK_ALLOWED_HOSTS``.
    """

    name: str
    plugin: type[NotifyBase]
    schemas: Sequence[str]
    parameters: Sequence[str] = ()
    hosts: Sequence[str] = ()
    is_self_hosted: bool = False


SERVICES = (
    Service("Telegram", NotifyTelegram, ["tgram"], ["silent", "thread", "topic"]),
    Service("Slack", NotifySlack, ["slack"], ["mode"]),
    Service("Google Chat", NotifyGoogleChat, ["gchat"], ["key", "thread", "threadkey", "token"]),
    Service(
        "Microsoft Teams",
        NotifyWorkflows,
        ["workflow", "workflows"],
        ["api-version", "pa", "route", "sig", "sp", "sv", "ver"],
        hosts=[".logic.azure.com", ".api.powerplatform.com"],
    ),
    Service("Discord", NotifyDiscord, ["discord"], ["thread"]),
    Service("Mattermost", NotifyMattermost, ["mmost", "mmosts"], ["channel"], is_self_hosted=True),
)
_SCHEMA = re.compile(r"([a-z]+)://", re.IGNORECASE)
#: No pictures from elsewhere, no files, no redirects.
ASSET = AppriseAsset(
    app_id="Alfa Beauty",
    image_url_mask="",
    image_url_logo="",
    image_path_mask=False,
    http_redirects=False,
)


def target(address: str) -> NotifyBase:
    """The one place that an address stands for, ready to `notify`.

    It is an Apprise address or the one that the service itself shows ("https://hooks.slack.com/…").
    Raises `ChatAddressError`.
    """
    service, parsed = _parsed(address)
    _refuse_parameters(service, parsed)
    _refuse_host(service, parsed["host"].lower())
    try:
        made = service.plugin(**{**parsed, "asset": ASSET})
    except (AppriseImproperlyConfigured, TypeError) as error:
        raise ChatAddressError(
            _("The address of %(service)s is not complete.") % {"service": service.name}
        ) from error
    if len(made) != 1 or (service.plugin is NotifyTelegram and len(parsed["targets"]) != 1):
        raise ChatAddressError(_("The address must name exactly one chat."))
    return made


def _parsed(address: str) -> tuple[Service, dict[str, Any]]:
    schema = _SCHEMA.match(address)
    for service in SERVICES:
        if schema and schema[1].lower() in service.schemas:
            parsed = service.plugin.parse_url(address)
        else:
            parsed = service.plugin.parse_native_url(address)
        if parsed:
            return service, parsed
    names = ", ".join(service.name for service in SERVICES)
    raise ChatAddressError(_("This is no address of these services: %(names)s.") % {"names": names})


def _refuse_parameters(service: Service, parsed: dict[str, Any]) -> None:
    given = [*parsed["qsd"], *parsed["qsd+"], *parsed["qsd-"], *parsed["qsd:"]]
    if any(name not in service.parameters for name in given):
        allowed = ", ".join(service.parameters)
        raise ChatAddressError(
            _("After the “?”, an address of %(service)s may only say: %(allowed)s.")
            % {"service": service.name, "allowed": allowed}
        )


def _refuse_host(service: Service, host: str) -> None:
    if service.is_self_hosted and host not in settings.WEBHOOK_ALLOWED_HOSTS:
        raise ChatAddressError(
            _("The server of %(service)s is not among WEBHOOK_ALLOWED_HOSTS.")
            % {"service": service.name}
        )
    if service.hosts and not host.endswith(tuple(service.hosts)):
        raise ChatAddressError(
            _("The address of %(service)s must be on %(hosts)s.")
            % {"service": service.name, "hosts": ", ".join(service.hosts)}
        )
