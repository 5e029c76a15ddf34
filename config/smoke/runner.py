"""Runs the checks in a visitor's order and turns their findings into outcomes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

import httpx

from config.smoke import checks
from config.smoke.lead import submit_lead
from config.smoke.visit import TIMEOUT, FaultError, NotReachedError, Visit


@dataclass(frozen=True)
class Check:
    name: str
    look: Callable[[Visit], str]
    next_step: str


@dataclass(frozen=True)
class Outcome:
    """`seen` is what was found, good or bad; `next_step` is empty unless the check failed."""

    check: str
    state: Literal["ok", "failed", "skipped"]
    seen: str
    next_step: str
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


CHECKS = [
    Check("CMS alive", checks.cms_alive, "Is the web role running? Read its log."),
    Check("CMS ready", checks.cms_ready, "Is the database up? Run: docker/entrypoint migrate"),
    Check("Site settings", checks.site_settings, "Read the log of the web role."),
    Check("Home", checks.home, "Is the storefront running, and Home published in the admin?"),
    Check("Security headers", checks.headers, "Does a proxy in front remove or replace them?"),
    Check("Products", checks.products, "Is the Products page published in the admin?"),
    Check("Product detail", checks.product, "Is any product published in the admin?"),
    Check(
        "WhatsApp link",
        checks.whatsapp_link,
        "Look at number and message under Settings > Contact in the admin.",
    ),
    Check("Lead form", checks.lead_form, "Is the Partnership page published in the admin?"),
    Check("Language switch", checks.language_switch, "Is the English Home published?"),
    Check("Sitemap", checks.sitemap, "Read the log of the storefront."),
]
LEAD_CHECK = Check(
    "Test lead", submit_lead, "Leads may be lost: treat it as SEV-1 and read the web role's log."
)


def run(storefront: str, cms: str, *, with_lead: bool) -> Iterator[Outcome]:
    """Try everything against two origins, as the product's visitors reach them."""
    chosen = [*CHECKS, LEAD_CHECK] if with_lead else CHECKS
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as client:
        visit = Visit(storefront.rstrip("/"), cms.rstrip("/"), client)
        for check in chosen:
            yield _outcome(check, visit)


def _outcome(check: Check, visit: Visit) -> Outcome:
    start = time.monotonic()
    state: Literal["ok", "failed", "skipped"] = "ok"
    next_step = ""
    try:
        seen = check.look(visit)
    except NotReachedError as reason:
        state, seen = "skipped", str(reason)
    except FaultError as fault:
        state, seen, next_step = "failed", str(fault), check.next_step
    return Outcome(check.name, state, seen, next_step, round(time.monotonic() - start, 2))
