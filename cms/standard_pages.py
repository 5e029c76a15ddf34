"""The pages that every site has, in both languages; their first texts are in `texts/`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wagtail.models import Locale, Page

from cms import models
from cms.field_values import References, field_values, read_texts

TEXTS = Path(__file__).parent / "texts" / "standard_pages.toml"
#: The first is the language that the others are translations of.
LANGUAGES = ("id", "en")
HOME = "home"


@dataclass(frozen=True)
class StandardPage:
    """One page of the file: its name, its type and its texts per language."""

    name: str
    model: type[models.BasePage]
    texts: dict[str, dict[str, Any]]

    def find(self, parent: Page, locale: Locale) -> Page | None:
        """The existing page of this kind, wherever an editor moved or however they renamed it."""
        candidates = self.model.objects.filter(locale=locale)
        if self.model is models.LegalPage:
            candidates = candidates.filter(kind=self.texts[locale.language_code]["kind"])
        return candidates.child_of(parent).first()


def standard_pages() -> list[StandardPage]:
    return [
        StandardPage(
            name=entry["name"],
            model=getattr(models, entry["type"]),
            texts={code: entry[code] for code in LANGUAGES},
        )
        for entry in read_texts(TEXTS)["page"]
    ]


class PageTree:
    """Finds the standard pages and makes the missing ones as drafts, in every language."""

    def __init__(self) -> None:
        self.pages: dict[str, dict[str, Page]] = {code: {} for code in LANGUAGES}
        self.made: list[Page] = []

    def build_home(self, language_code: str) -> Page:
        home = next(page for page in standard_pages() if page.name == HOME)
        return self._find_or_make(home, Page.get_first_root_node(), language_code)

    def build_rest(self, language_code: str) -> None:
        home = self.pages[language_code][HOME]
        for standard_page in standard_pages():
            if standard_page.name != HOME:
                self._find_or_make(standard_page, home, language_code)
        self._fill_new_home(home, language_code)

    def _find_or_make(self, kind: StandardPage, parent: Page, language_code: str) -> Page:
        locale = Locale.objects.get(language_code=language_code)
        page = kind.find(parent, locale) or self._make(kind, parent, locale)
        self.pages[language_code][kind.name] = page
        return page

    def _make(self, kind: StandardPage, parent: Page, locale: Locale) -> Page:
        texts = {
            name: value
            for name, value in kind.texts[locale.language_code].items()
            if name != "pillars"
        }
        page = kind.model(
            locale=locale,
            live=False,
            has_unpublished_changes=True,
            **self._translation(kind.name),
            **field_values(kind.model, texts, self._references(locale.language_code)),
        )
        # Treebeard trusts the instance's own child count.
        parent.refresh_from_db(fields=["path", "depth", "numchild"])
        parent.add_child(instance=page)
        page.save_revision(log_action=False)
        self.made.append(page)
        return page

    def _translation(self, name: str) -> dict[str, Any]:
        original = self.pages[LANGUAGES[0]].get(name)
        return {"translation_key": original.translation_key} if original else {}

    def _fill_new_home(self, home: Page, language_code: str) -> None:
        """The pillars open pages that exist only after their home."""
        if home not in self.made:
            return
        texts = next(page.texts for page in standard_pages() if page.name == HOME)
        pillars = {"pillars": texts[language_code]["pillars"]}
        values = field_values(models.HomePage, pillars, self._references(language_code))
        home.pillars = values["pillars"]
        home.save()
        home.save_revision(log_action=False)

    def _references(self, language_code: str) -> References:
        return References(language_code, pages=self.pages[language_code])
