"""Bulk actions on products, in their own list and in the explorer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction
from wagtail.admin.views.pages.bulk_actions.unpublish import UnpublishBulkAction
from wagtail.models import Page

from cms.models import ProductPage
from cms.product_list.changes import Change, Outcome, RefusedError, change_product, refusal
from cms.product_list.forms import REPLACE, BrandForm, CategoriesForm, FunctionsForm
from cms.product_list.listings import explored_pages, listed_products
from cms.product_list.readiness import faults

#: So many refused pages are named in the message; the rest are counted.
NAMED_REFUSALS = 10


class ListedPages(PageBulkAction):
    """Where "select all" means what the list shows, filters and search included."""

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        if self.model is ProductPage:
            return listed_products(self.request)
        return explored_pages(self.request, parent_id)


class NamesRefused(ListedPages):
    """Where a page may still be refused while the action runs, and its user is told."""

    refused_text = gettext_lazy("Not changed: %(pages)s")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.refused: list[tuple[Page, str]] = []

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "action": self}

    def form_valid(self, form: Any) -> HttpResponseRedirect:
        response: HttpResponseRedirect = super().form_valid(form)
        if self.refused:
            pages = _named(self.refused)
            messages.warning(self.request, self.refused_text % {"pages": pages})
        return response


class PublishListed(NamesRefused, PublishBulkAction):
    """In the explorer, instead of Wagtail's, which fails on the first unfinished draft."""

    template_name = "cms/product_list/publish.html"
    refused_text = gettext_lazy("Not published: %(pages)s")

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._refusals: dict[int, str] = {}

    def check_perm(self, page: Page) -> bool:
        return not self._refusal(page)

    def _refusal(self, page: Page) -> str:
        """Validated once in a request, however often it is asked."""
        if page.pk not in self._refusals:
            may_publish = super().check_perm(page)
            self._refusals[page.pk] = (
                faults(page) if may_publish else _("You may not publish this page.")
            )
        return self._refusals[page.pk]

    @classmethod
    def execute_action(cls, objects: Iterable[Page], **kwargs: Any) -> tuple[int, int]:
        pages, user = list(objects), kwargs["user"]
        parents, _none = super().execute_action(pages, user=user)
        children = 0
        for draft in _drafts_below(pages) if kwargs["include_descendants"] else ():
            if reason := kwargs["action"]._refusal(draft):
                kwargs["action"].refused.append((draft, reason))
            else:
                children += super().execute_action([draft], user=user)[0]
        return parents, children

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        for entry in context["items_with_no_access"]:
            entry["reason"] = self._refusal(entry["item"])
        return context


class UnpublishListed(ListedPages, UnpublishBulkAction):
    """In the explorer, instead of Wagtail's; as the next two."""


class DeleteListed(ListedPages, DeleteBulkAction): ...


class MoveListed(ListedPages, MoveBulkAction): ...


class PublishProducts(PublishListed):
    models = [ProductPage]


class UnpublishProducts(UnpublishListed):
    models = [ProductPage]


def _drafts_below(pages: list[Page]) -> Iterator[Page]:
    """Each once, although some of `pages` may lie below others."""
    below = (page.get_descendants().not_live().values_list("pk", flat=True) for page in pages)
    for pk in dict.fromkeys(chain.from_iterable(below)):
        yield Page.objects.get(pk=pk)


class SetTerms(NamesRefused):
    """Sets what the form says on every selected product that the user may change."""

    models = [ProductPage, Page]
    template_name = "cms/product_list/set_terms.html"

    def check_perm(self, page: Page) -> bool:
        return not refusal(page, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user = self.request.user
        for entry in context["items_with_no_access"]:
            entry["reason"] = refusal(entry["item"], user)
        return {**context, "title": self.aria_label}

    def change(self) -> Change:
        raise NotImplementedError

    @classmethod
    def execute_action(cls, objects: Iterable[Page], **kwargs: Any) -> tuple[int, int]:
        action, change = kwargs["action"], kwargs["action"].change()
        action.outcomes = Counter()
        for page in sorted(objects, key=_source_first):
            try:
                outcome = change_product(page.pk, kwargs["user"], change)
            except RefusedError as error:
                action.refused.append((page, str(error)))
            else:
                action.outcomes[outcome] += 1
        return action.outcomes[Outcome.PUBLISHED] + action.outcomes[Outcome.DRAFT], 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        changed = ngettext(
            "%(count)d product was changed", "%(count)d products were changed", num_parent_objects
        ) % {"count": num_parent_objects}
        detail = _("%(published)d published, %(drafts)d saved as a draft, %(same)d already so.") % {
            "published": self.outcomes[Outcome.PUBLISHED],
            "drafts": self.outcomes[Outcome.DRAFT],
            "same": self.outcomes[Outcome.UNCHANGED],
        }
        return f"{changed}: {detail}"


def _source_first(page: Page) -> bool:
    """Else the source would be published after its translation, which then looks outdated."""
    return bool(page.locale.language_code != settings.LANGUAGE_CODE)


def _named(refused: list[tuple[Page, str]]) -> str:
    named = [f"{page.get_admin_display_title()} ({reason})" for page, reason in refused]
    text = ", ".join(named[:NAMED_REFUSALS])
    others = len(named) - NAMED_REFUSALS
    if others > 0:
        more = ngettext("and %(count)d more page", "and %(count)d more pages", others)
        text = f"{text} {more % {'count': others}}"
    return text


class SetBrand(SetTerms):
    display_name = gettext_lazy("Set brand")
    action_type = "set_brand"
    aria_label = gettext_lazy("Set the brand of the selected products")
    action_priority = 60
    form_class = BrandForm

    def change(self) -> Change:
        brand = self.cleaned_form.cleaned_data["brand"]

        def set_brand(product: ProductPage) -> bool:
            if product.brand_id == brand.pk:
                return False
            product.brand = brand
            return True

        return set_brand


class SetManyTerms(SetTerms):
    """For relations that hold several terms."""

    relation: str

    def change(self) -> Change:
        form = self.cleaned_form.cleaned_data
        chosen, is_replaced = set(form["terms"]), form["mode"] == REPLACE

        def set_terms(product: ProductPage) -> bool:
            terms = getattr(product, self.relation)
            before = set(terms.all())
            after = chosen if is_replaced else before | chosen
            terms.set(sorted(after, key=lambda term: (term.sort_order, term.slug)))
            return after != before

        return set_terms


class SetCategories(SetManyTerms):
    display_name = gettext_lazy("Set categories")
    action_type = "set_categories"
    aria_label = gettext_lazy("Set categories of the selected products")
    action_priority = 70
    form_class = CategoriesForm
    relation = "categories"


class SetFunctions(SetManyTerms):
    display_name = gettext_lazy("Set functions")
    action_type = "set_functions"
    aria_label = gettext_lazy("Set functions of the selected products")
    action_priority = 80
    form_class = FunctionsForm
    relation = "functions"
