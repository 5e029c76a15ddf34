"""Redirects that Wagtail made for a page stop where the page comes back to.

Wagtail makes them when a page or one of its ancestors is renamed or moved. It keeps the older one
when the page returns: a frontend that reads the list of redirects would send visitors in a circle.
"""

from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_slug_changed, post_page_move


def watch_moves() -> None:
    page_slug_changed.connect(_forget_circles, dispatch_uid="cms.redirects")
    post_page_move.connect(_forget_circles, dispatch_uid="cms.redirects")


def _forget_circles(instance: Page, **_signal: Any) -> None:
    """Delete automatic redirects of a page and those below it that lead from its own address."""
    automatic = Redirect.objects.filter(
        automatically_created=True, redirect_page__path__startswith=instance.path
    )
    for redirect in automatic.select_related("redirect_page__locale"):
        if _leads_in_a_circle(redirect):
            redirect.delete()


def _leads_in_a_circle(redirect: Redirect) -> bool:
    """On the page's own site: another may have a page of its own under the same path."""
    site_id, _root_url, path = redirect.redirect_page.get_url_parts() or (None, None, None)
    is_on_site = redirect.site_id in (None, site_id)
    return bool(path) and is_on_site and Redirect.normalise_path(path) == redirect.old_path
