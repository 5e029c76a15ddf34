import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Site
from wagtail.test.utils.form_data import rich_text
from wagtail_headless_preview.models import PagePreview

from cms.models import Category, ProductPage, User
from frontend_bridge.registry import FIELDS
from tests import factories
from tests.cms.editor.forms import product_form
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def editor(site_tree: SiteTree) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("editor", "editor@example.org", "x"))
    return client


def preview_of(page: Any) -> dict[str, str]:
    return {"content_type": page.get_content_type_str(), "token": page.create_page_preview().token}


def form_of(product: ProductPage, category: Category, **values: Any) -> dict[str, Any]:
    draft = {"overview": "", "technical_notes": rich_text("<p>Draft</p>"), **values}
    return {**product_form(product, **draft), "categories": [category.pk]}


def asked(response: Any) -> dict[str, str]:
    """The parameters of the storefront's preview address."""
    assert response.status_code == 302, response.content
    assert response["Location"].startswith("http://localhost:3000/preview/?")
    query = parse_qs(urlsplit(response["Location"]).query, keep_blank_values=True)
    return {name: values[0] for name, values in query.items()}


def test_editors_unsaved_form_is_served_and_the_live_page_is_not_changed(
    editor: Client, get: Get, site_tree: SiteTree
) -> None:
    product = factories.ProductPageFactory(parent=site_tree.id.products, title="Live")
    brand, category = factories.BrandFactory(name="Draft brand"), factories.CategoryFactory()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[product.pk])
    form = form_of(product, category, title="Draft", brand=brand.pk)
    assert editor.post(address, form).json() == {"is_valid": True, "is_available": True}
    query = asked(editor.get(address))
    assert (query["locale"], query["path"], query["mode"]) == ("id", f"/produk/{product.slug}/", "")
    draft = get("page_preview/", content_type=query["content_type"], token=query["token"])
    assert (draft["title"], draft["brand"]["name"]) == ("Draft", "Draft brand")
    assert [term["slug"] for term in draft["categories"]] == [category.slug]
    assert get(f"products/{product.pk}/")["title"] == "Live"


def test_page_that_was_never_saved_is_served(editor: Client, get: Get, site_tree: SiteTree) -> None:
    template = factories.ProductPageFactory(parent=site_tree.id.products)
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["cms", "productpage", site_tree.id.products.pk]
    )
    form = form_of(
        template, template.categories.get(), title="Brand new", slug="brand-new", code="NEW-1"
    )
    assert editor.post(address, form).json()["is_valid"]
    query = asked(editor.get(address))
    draft = get("page_preview/", content_type=query["content_type"], token=query["token"])
    assert draft["id"] is None
    assert "detail_url" not in draft["meta"]
    assert [step["title"] for step in draft["meta"]["breadcrumbs"]] == [
        "Alfa Beauty",
        "Products",
        "Brand new",
    ]
    assert [other["hreflang"] for other in draft["meta"]["alternates"]] == ["id", "x-default"]


def test_answer_is_kept_by_nobody(api: Get, site_tree: SiteTree) -> None:
    response = api("page_preview/", **preview_of(site_tree.id.about))
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert "ETag" not in response
    assert api("page_preview/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("model", sorted(FIELDS, key=str))
def test_empty_draft_of_every_type_is_served(api: Get, site_tree: SiteTree, model: Any) -> None:
    draft = model(title="Draft", slug="draft", locale=site_tree.en.locale)
    draft.path, draft.depth = f"{site_tree.en.home.path}ZZZZ", 3
    draft.set_url_path(site_tree.en.home)
    response = api("page_preview/", **preview_of(draft))
    assert response.status_code == 200, response.content
    assert response.json()["meta"]["path"] == "/en/draft/"


def test_draft_children_and_relations_are_shown(get: Get, site_tree: SiteTree) -> None:
    product = factories.ProductPageFactory(parent=site_tree.id.products)
    training = factories.EventPageFactory(parent=site_tree.id.education)
    hidden = factories.EventPageFactory(parent=site_tree.id.education, live=False)
    product.photos = [factories.photo(alt="Draft photo")]
    product.product_trainings = [factories.training(training), factories.training(hidden)]
    product.functions = [factories.FunctionFactory(slug="draft-function")]
    draft = get("page_preview/", **preview_of(product))
    assert [photo["alt"] for photo in draft["gallery"]] == ["Draft photo"]
    assert [event["id"] for event in draft["trainings"]] == [training.pk]
    assert [term["slug"] for term in draft["functions"]] == ["draft-function"]


def test_draft_of_another_site_is_addressed_there(get: Get, site_tree: SiteTree) -> None:
    root = Page.get_first_root_node()
    home = factories.HomePageFactory(parent=root, slug="other", locale=site_tree.id.locale)
    Site.objects.create(hostname="other.example", port=443, root_page=home)
    draft = get("page_preview/", **preview_of(home))
    assert draft["meta"]["html_url"] == "https://other.example/"


def test_two_previews_in_one_second_do_not_share_a_token(site_tree: SiteTree) -> None:
    page = site_tree.id.about
    assert page.create_page_preview().token != page.create_page_preview().token


@pytest.mark.parametrize(
    "content_type", ["", "cms.homepage", "cms.user", "wagtailcore.page", "nope", "cms.", "a.b.c"]
)
def test_content_type_must_be_the_drafts(api: Get, site_tree: SiteTree, content_type: str) -> None:
    query = {**preview_of(site_tree.id.about), "content_type": content_type}
    assert api("page_preview/", **query).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "id=1:1abc:forged", "é", ":", "::"])
def test_bad_token_is_404(api: Get, site_tree: SiteTree, token: str) -> None:
    assert api("page_preview/", content_type="cms.homepage", token=token).status_code == 404


def test_expired_token_is_404(
    api: Get, site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_at = timezone.now().timestamp() - 3601
    with monkeypatch.context() as patched:
        patched.setattr("django.core.signing.time.time", lambda: signed_at)
        query = preview_of(site_tree.id.about)
    assert api("page_preview/", **query).status_code == 404


def test_signed_token_without_a_draft_is_404(api: Get, site_tree: SiteTree) -> None:
    query = preview_of(site_tree.id.about)
    PagePreview.objects.all().delete()
    assert api("page_preview/", **query).status_code == 404


def test_draft_whose_language_is_gone_is_404(api: Get, site_tree: SiteTree) -> None:
    query = preview_of(site_tree.id.about)
    kept = PagePreview.objects.get()
    kept.content_json = re.sub(r'"locale": \d+', '"locale": 99999', kept.content_json)
    kept.save()
    assert api("page_preview/", **query).status_code == 404


def test_draft_of_a_deleted_brand_is_served_without_it(get: Get, site_tree: SiteTree) -> None:
    product = factories.ProductPageFactory(parent=site_tree.id.products)
    product.brand = factories.BrandFactory()
    query = preview_of(product)
    product.brand.delete()
    assert get("page_preview/", **query)["brand"] is None


def test_unknown_parameter_is_400(api: Get, site_tree: SiteTree) -> None:
    assert api("page_preview/", nope="1").status_code == 400
