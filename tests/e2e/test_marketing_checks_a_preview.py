"""The product's editor in a browser: preview modes, languages, checks, counters and sorting."""

import re
from collections.abc import Callable
from itertools import count, cycle
from typing import Any

import httpx
import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.e2e.product import Product
from tests.waiting import wait_until

pytestmark = pytest.mark.e2e
#: In milliseconds: the editor posts its form, the CMS redirects, the storefront asks its API.
PREVIEW = 30_000


def product_in(product: Product, language: str) -> dict[str, Any]:
    query = f"products/?locale={language}&order=-title&limit=1&fields=summary,gallery"
    item: dict[str, Any] = product.api(query)["items"][0]
    return item


def open_editor(product: Product, marketing: Page, item: dict[str, Any]) -> None:
    marketing.goto(f"{product.cms}/admin/pages/{item['id']}/edit/")


def open_preview(marketing: Page) -> FrameLocator:
    marketing.locator("[data-side-panel-toggle=preview]").click()
    return marketing.frame_locator("iframe.w-preview__iframe").last


def test_the_card_is_shown_as_the_list_shows_it(product: Product, marketing: Page) -> None:
    item = product_in(product, "id")
    open_editor(product, marketing, item)
    preview = open_preview(marketing)
    title = preview.get_by_role("heading", level=1)
    expect(title).to_have_text(item["title"], timeout=PREVIEW)
    marketing.select_option("#id_preview_mode", "card")
    card = preview.locator(".grid-products .product-card")
    expect(card).to_have_count(1, timeout=PREVIEW)
    expect(card.get_by_role("heading")).to_have_text(item["title"])
    expect(preview.locator(".product-words")).to_have_count(0)


def test_an_english_product_is_previewed_in_english(product: Product, marketing: Page) -> None:
    item = product_in(product, "en")
    open_editor(product, marketing, item)
    preview = open_preview(marketing)
    title = preview.get_by_role("heading", level=1)
    expect(title).to_have_text(item["title"], timeout=PREVIEW)
    expect(preview.locator("html")).to_have_attribute("lang", "en")
    expect(preview.get_by_role("status").first).to_have_text("Draft preview – not published")


def test_the_checks_read_the_preview_of_the_other_origin(product: Product, marketing: Page) -> None:
    item = product_in(product, "id")
    refused: list[str] = []
    marketing.on("console", lambda message: refused.append(message.text))
    open_editor(product, marketing, item)
    panel = marketing.locator("[data-side-panel=checks]")
    marketing.locator("[data-side-panel-toggle=checks]").click()
    words = panel.locator("[data-content-word-count]")
    expect(words).to_have_text(re.compile(r"^[1-9]\d+$"), timeout=PREVIEW)
    expect(panel.locator("[data-content-reading-time]")).to_have_text(re.compile(r"\d+ mnt"))
    before = int(words.inner_text())
    frames = [frame.url for frame in marketing.frames if "/preview/" in frame.url]
    assert all(url.startswith(product.storefront) for url in frames)

    marketing.fill("input[name=photos-0-alt]", "foto_depan.jpg")
    # Wagtail overlooks what is typed while it still loads a preview, until the next key.
    keys = count(1)

    def is_noticed() -> bool:
        marketing.fill("[name=summary]", f"Satu kata saja {next(keys)}.")
        marketing.wait_for_timeout(1500)
        return int(words.inner_text()) not in {0, before}

    wait_until(is_noticed, timeout=40)
    issues = panel.locator("[data-content-checker-count]")
    expect(issues).not_to_have_text("0", timeout=PREVIEW)
    expect(panel.locator("[data-content-checker-row]").first).to_be_visible()
    expect(words).not_to_have_text(str(before), timeout=PREVIEW)
    assert [text for text in refused if "Content Security Policy" in text] == []


def test_public_pages_load_nothing_from_the_cms(product: Product) -> None:
    item = product_in(product, "id")
    public = httpx.get(product.url(item["meta"]["path"]), timeout=10)
    assert "wagtail-userbar" not in public.text
    policy = public.headers["Content-Security-Policy"].split("; ")
    assert {"script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)


def counter_of(field: Locator) -> Locator:
    return field.locator("xpath=ancestor::*[@data-controller='text-counter'][1]").locator(
        ".text-counter span[aria-hidden]"
    )


def test_short_texts_are_counted_while_typing_also_in_new_blocks(
    product: Product, marketing: Page
) -> None:
    open_editor(product, marketing, product_in(product, "id"))
    summary = marketing.locator("[name=summary]")
    summary.fill("Dua belas ok")
    expect(counter_of(summary)).to_have_text("12 dari 160 karakter")
    spoken = marketing.locator("[data-contentpath=summary] .text-counter [aria-live]")
    expect(spoken).to_have_text("12 dari 160 karakter")
    description = marketing.locator("[name=search_description]")
    description.fill("x" * 170)
    expect(counter_of(description)).to_have_text("170 dari 160 karakter yang disarankan")

    steps = marketing.locator("[data-contentpath=how_to_use]").first
    counters = steps.locator(".text-counter")
    before = counters.count()
    assert before > 0
    steps.locator("button.c-sf-add-button").last.click()
    expect(counters).to_have_count(before + 1)
    steps.locator("textarea").last.fill("Bilas")
    expect(counters.last.locator("span").first).to_have_text("5 dari 400 karakter")


def drag(page: Page, source: Locator, target: Locator, is_there: Callable[[], bool]) -> None:
    """Move like a hand until the list has made room: a single move reaches it only sometimes."""
    target.hover()
    source.hover()  # scrolls to it, and waits until nothing moves any more
    box = target.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    sway = cycle((0, 1))
    page.mouse.down()

    def has_room() -> bool:
        page.mouse.move(x, y + next(sway), steps=10)
        return is_there()

    wait_until(has_room)
    page.mouse.up()


@pytest.mark.parametrize(
    ("block", "words"), [("benefits", "input[type=text]"), ("how_to_use", "textarea")]
)
def test_benefits_and_steps_are_sorted_by_buttons_and_by_drag(
    product: Product, marketing: Page, block: str, words: str
) -> None:
    # Where the first of three tall blocks is out of sight, no hand reaches it.
    marketing.set_viewport_size({"width": 1280, "height": 1800})
    open_editor(product, marketing, product_in(product, "id"))
    list_of_blocks = marketing.locator(f"[data-contentpath={block}]").first
    fields = list_of_blocks.locator(words)
    expect(fields.nth(2)).to_be_visible()
    first, second, third = (fields.nth(place).input_value() for place in range(3))
    list_of_blocks.locator("[data-streamfield-action=MOVE_DOWN]").first.focus()
    marketing.keyboard.press("Enter")
    expect(fields.nth(0)).to_have_value(second)
    expect(fields.nth(1)).to_have_value(first)
    handles = list_of_blocks.locator("[data-streamfield-action=DRAG]")
    drag(marketing, handles.nth(2), handles.nth(0), lambda: fields.nth(0).input_value() == third)
    expect(fields.nth(0)).to_have_value(third)


def test_the_focal_point_is_marked_on_the_chosen_picture(product: Product, marketing: Page) -> None:
    open_editor(product, marketing, product_in(product, "id"))
    chosen = marketing.locator(".image-chooser:not(.blank)").first
    link = chosen.locator("[data-chooser-edit-link]")
    expect(link).to_have_text(re.compile("Ubah gambar dan titik fokus"))
    expect(chosen.locator(".picture-focal-point")).to_be_hidden()
    with marketing.expect_popup() as opened:
        link.click()
    library = opened.value
    cropper = library.locator(".focal-point-chooser .jcrop-holder")
    cropper.wait_for()
    box = cropper.bounding_box()
    assert box
    library.mouse.move(box["x"] + 20, box["y"] + 20)
    library.mouse.down()
    library.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=10)
    library.mouse.up()
    library.locator("footer button[type=submit]").first.click(no_wait_after=True)
    library.wait_for_url(f"{product.cms}/admin/images/", timeout=PREVIEW)
    library.close()
    marketing.bring_to_front()
    marketing.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(chosen.locator(".picture-focal-point")).to_be_visible()
