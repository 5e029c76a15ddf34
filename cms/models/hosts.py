"""Where visitors reach a site: its frontend, its API and its media each have an origin."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from config.origins import origin

TAKEN = _("Another site has this address.")


def validate_origin(value: str) -> None:
    try:
        origin(value)
    except ValueError:
        message = _(
            "Write scheme, host and, where needed, port only, such as https://www.example.com."
        )
        raise ValidationError(message, code="invalid") from None


@register_setting(icon="site", order=200)
class SiteAddresses(BaseSiteSetting):
    """The origins of one site. A wrong one takes the site down: no group may change them."""

    frontend_url = models.CharField(
        _("website"),
        max_length=255,
        blank=True,
        validators=[validate_origin],
        help_text=_("What visitors see in the address bar, and where links lead."),
    )
    api_url = models.CharField(
        _("API"),
        max_length=255,
        blank=True,
        validators=[validate_origin],
        help_text=_("Where the website asks for content and sends the partner form."),
    )
    media_url = models.CharField(
        _("media"),
        max_length=255,
        blank=True,
        validators=[validate_origin],
        help_text=_("Where uploaded pictures are loaded from."),
    )

    panels = [
        HelpPanel(
            content=_(
                "Empty fields follow the installation: STOREFRONT_URL (for further sites the host "
                "name under Sites), CMS_URL and MEDIA_URL."
            )
        ),
        MultiFieldPanel(
            [FieldPanel("frontend_url"), FieldPanel("api_url"), FieldPanel("media_url")],
            heading=_("Addresses"),
        ),
    ]

    class Meta:
        verbose_name = _("site addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["frontend_url"],
                condition=~Q(frontend_url=""),
                name="frontend_of_one_site",
                violation_error_message=TAKEN,
            ),
            models.UniqueConstraint(
                fields=["api_url"],
                condition=~Q(api_url=""),
                name="api_of_one_site",
                violation_error_message=TAKEN,
            ),
        ]

    @property
    def frontend(self) -> str:
        """The website's origin."""
        return self.frontend_url or _usual_frontend(self._own_site)

    @property
    def api(self) -> str:
        """The API's origin."""
        return self.api_url or str(settings.WAGTAILAPI_BASE_URL)

    @property
    def media(self) -> str:
        """The origin of files below ``MEDIA_URL``."""
        return self.media_url or str(settings.MEDIA_ORIGIN)

    @property
    def _own_site(self) -> Site | None:
        return self.site if self.site_id else None

    def clean(self) -> None:
        super().clean()
        self._write_as_browsers_do()
        others = [site for site in all_sites() if site.pk != self.site_id]
        faults = {
            "frontend_url": self._frontend_faults(others),
            "api_url": self._api_faults(others),
        }
        if found := {name: errors for name, errors in faults.items() if errors}:
            raise ValidationError(found)

    def _write_as_browsers_do(self) -> None:
        for name in ("frontend_url", "api_url", "media_url"):
            with suppress(ValueError):  # which the field's validator has named
                setattr(self, name, origin(getattr(self, name)))

    def _frontend_faults(self, others: list[Site]) -> list[Any]:
        taken = {own_addresses(site).frontend for site in others}
        return [TAKEN] if self.frontend_url in taken else []

    def _api_faults(self, others: list[Site]) -> list[Any]:
        if not self.api_url:
            return []
        host = urlsplit(self.api_url).netloc
        # A request tells its host, not its scheme: a proxy may have ended TLS.
        taken = {urlsplit(own_addresses(site).api_url).netloc for site in others}
        if not (self._own_site and self._own_site.is_default_site):
            taken.add(urlsplit(settings.WAGTAILAPI_BASE_URL).netloc)
        if host in taken:
            return [TAKEN]
        name = split_domain_port(host)[0]
        if not validate_host(name, settings.ALLOWED_HOSTS):
            return [_("Add %(host)s to ALLOWED_HOSTS first.") % {"host": name}]
        return []


def _usual_frontend(site: Site | None) -> str:
    if site is None or site.is_default_site:
        return str(settings.STOREFRONT_URL)
    return str(site.root_url)


def all_sites() -> list[Site]:
    """Every site with its addresses, in one statement."""
    return list(Site.objects.select_related("siteaddresses", "root_page"))


def own_addresses(site: Site | None) -> SiteAddresses:
    """The addresses of a site, without a statement when it comes from `all_sites`."""
    if site is None:
        return SiteAddresses()
    try:
        return site.siteaddresses
    except SiteAddresses.DoesNotExist:
        return SiteAddresses(site=site)
