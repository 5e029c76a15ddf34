"""Menus, whose entries follow the reader's language and never lead to what is not public."""

from typing import Any

from typing_extensions import TypedDict

from frontend_bridge.content import Content, References, current_language

MENUS = ("header_menu", "footer_menu", "legal_menu")


class MenuEntry(TypedDict):
    """`path` is the page's on the frontend; `None` for an address outside."""

    label: str
    url: str | None
    path: str | None


class Menus(TypedDict):
    header: list[MenuEntry]
    footer: list[MenuEntry]
    legal: list[MenuEntry]


def gather_menus(navigation: Any, references: References) -> None:
    for name in MENUS:
        references.pages.update(
            block["value"].get("page") for block in getattr(navigation, name).raw_data
        )


def _entry(value: dict[str, Any], content: Content) -> MenuEntry | None:
    label = value.get(f"label_{current_language()}") or ""
    page = content.translated_page(value.get("page"))
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


def menus(navigation: Any, content: Content) -> Menus:
    return {
        "header": _entries(navigation.header_menu, content),
        "footer": _entries(navigation.footer_menu, content),
        "legal": _entries(navigation.legal_menu, content),
    }


def _entries(menu: Any, content: Content) -> list[MenuEntry]:
    entries = (_entry(block["value"], content) for block in menu.raw_data)
    return [entry for entry in entries if entry]
