"""Menus, whose entries follow the reader's language and never lead to what is not public."""

from typing import Any

from frontend_bridge.content import Content, References, current_language

MENUS = {"header": "header_menu", "footer": "footer_menu", "legal": "legal_menu"}


def gather_menus(navigation: Any, references: References) -> None:
    for name in MENUS.values():
        references.pages.update(
            block["value"].get("page") for block in getattr(navigation, name).raw_data
        )


def _entry(value: dict[str, Any], content: Content) -> dict[str, Any] | None:
    label = value.get(f"label_{current_language()}") or ""
    page = content.page(value.get("page"))
    if page is not None:
        return {
            "label": label or page.title,
            "url": content.url(page),
            "path": content.path(page),
        }
    # An entry that names a page is about that page: its address must not stand in for it.
    if value.get("page") or not value.get("url"):
        return None
    label = label or value.get("label_id") or value["url"]
    return {"label": label, "url": value["url"], "path": None}


def menus(navigation: Any, content: Content) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [
            entry
            for block in getattr(navigation, field).raw_data
            if (entry := _entry(block["value"], content))
        ]
        for name, field in MENUS.items()
    }
