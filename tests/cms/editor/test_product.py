"""The product's form: its groups, its counters, and what only a finished product must fulfil."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import inline_formset

from cms.models import ProductPage
from tests.cms.editor.forms import benefits, product_form
from tests.factories import DocumentFactory, EventPageFactory, ProductPageFactory
from tests.site_tree import SiteTree


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    page: ProductPage = ProductPageFactory(parent=site_tree.id.products, live=False)
    return page


def save(client: Client, product: ProductPage, **values: Any) -> Any:
    address = reverse("wagtailadmin_pages:edit", args=[product.pk])
    return client.post(address, product_form(product, **values))


def publish(client: Client, product: ProductPage, **values: Any) -> Any:
    return save(client, product, **{"action-publish": "1", **values})


def html_of(client: Client, product: ProductPage) -> str:
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[product.pk]))
    return answer.content.decode()


def test_groups_follow_an_editors_thoughts_on_one_page() -> None:
    panels = ProductPage.get_edit_handler().children[0].children
    with override("en"):
        headings = [str(panel.heading) for panel in panels[1:]]
    assert headings == [
        "What it is",
        "For whom",
        "How to use",
        "Media",
        "SEO: search results and sharing",
    ]


def test_a_product_has_no_second_place_for_search_engines(
    marketing_client: Client, product: ProductPage
) -> None:
    html = html_of(marketing_client, product)
    assert 'id="tab-label-promote"' not in html
    assert html.count('name="search_description"') == 1


def test_short_texts_are_counted(marketing_client: Client, product: ProductPage) -> None:
    html = html_of(marketing_client, product)
    assert html.count('data-controller="text-counter"') >= 9
    assert 'data-text-counter-recommended-value="160"' in html
    assert "cms/text-counter.js" in html


def test_a_draft_may_have_a_single_benefit(marketing_client: Client, product: ProductPage) -> None:
    assert save(marketing_client, product, benefits=benefits(1)).status_code == 302
    product.refresh_from_db()
    assert len(product.get_latest_revision_as_object().benefits) == 1


@pytest.mark.parametrize("number", [1, 2, 6])
def test_too_few_or_too_many_benefits_are_not_published(
    marketing_client: Client, product: ProductPage, number: int
) -> None:
    answer = publish(marketing_client, product, benefits=benefits(number))
    assert answer.status_code == 200
    assert "benefits" in answer.context["form"].errors
    product.refresh_from_db()
    assert not product.live


@pytest.mark.parametrize("number", [0, 3, 5])
def test_no_benefits_or_three_to_five_are_published(
    marketing_client: Client, product: ProductPage, number: int
) -> None:
    assert publish(marketing_client, product, benefits=benefits(number)).status_code == 302
    product.refresh_from_db()
    assert product.live
    assert len(product.benefits) == number


def test_six_benefits_are_not_even_saved_as_a_draft(
    marketing_client: Client, product: ProductPage
) -> None:
    assert save(marketing_client, product, benefits=benefits(6)).status_code == 200
    product.refresh_from_db()
    assert product.get_latest_revision() is None


def test_related_products_and_trainings_are_chosen_from_pages_of_their_kind(
    marketing_client: Client, product: ProductPage, site_tree: SiteTree
) -> None:
    html = unescape(html_of(marketing_client, product))
    for relation, field, model, most in (
        ("product_relations", "related", "cms.productpage", 4),
        ("product_trainings", "event", "cms.eventpage", 1000),
    ):
        assert f'name="{relation}-MAX_NUM_FORMS" value="{most}"' in html, relation
        chooser = f'"id_{relation}-__prefix__-{field}", {{"modelNames": ["{model}"]'
        assert f"new PageChooser({chooser}" in html, relation
    other = ProductPageFactory(parent=site_tree.id.products)
    training = EventPageFactory(parent=site_tree.id.education)
    chosen = {
        "product_relations": inline_formset([{"related": other.pk}]),
        "product_trainings": inline_formset([{"event": training.pk}]),
    }
    assert save(marketing_client, product, **chosen).status_code == 302
    saved = ProductPage.objects.get(pk=product.pk).get_latest_revision_as_object()
    assert [link.related_id for link in saved.product_relations.all()] == [other.pk]
    assert [link.event_id for link in saved.product_trainings.all()] == [training.pk]


def test_only_a_pdf_is_taken_for_the_specification_sheet(
    marketing_client: Client, product: ProductPage
) -> None:
    table = DocumentFactory(file__name="sheet.xlsx")
    table.file.name = "documents/sheet.xlsx"
    table.save()
    answer = save(marketing_client, product, specification_sheet=table.pk)
    assert answer.status_code == 200
    assert "PDF" in str(answer.context["form"].errors["specification_sheet"])
    sheet = DocumentFactory()
    assert save(marketing_client, product, specification_sheet=sheet.pk).status_code == 302
