"""Plans carried out: drafts made and changed, and published where that was asked for."""

import uuid

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.catalogue.chunk import Chunk
from cms.catalogue.kinds import Content
from cms.catalogue.names import Pending, Table
from cms.catalogue.pictures import PictureMaker
from cms.catalogue.planning import Plan
from cms.models import ImportRow, ProductIndexPage, ProductPage

RELATIONS = {
    "photos": ("picture", Table.PICTURE),
    "product_trainings": ("event", Table.EVENT),
    "product_relations": ("related", Table.PRODUCT),
}


def write(plan: Plan, row: ImportRow, chunk: Chunk, pictures: PictureMaker) -> ProductPage:
    """Inside a transaction; raises ``ValidationError`` where the model refuses after all."""
    user = chunk.context.user
    content = without_pending(pictures.made(plan.content, row.locale, chunk.names))
    if plan.page is None:
        page = _create(row, chunk, content)
        revision = page.save_revision(user=user, log_action=True)
    elif content:
        page = plan.page.with_content_json(_whole(plan.page, content, chunk))
        revision = page.save_revision(user=user, log_action=True)
    else:
        page = plan.page
        revision = page.get_latest_revision() or page.save_revision(user=user)
    if plan.publishes:
        revision.publish(user=user)
    return page


def _create(row: ImportRow, chunk: Chunk, content: Content) -> ProductPage:
    """A draft below the overview of its language, the translation of its sibling."""
    overview = chunk.context.branches[row.locale].overview
    page = ProductPage.from_serializable_data({"pk": None, **content, "code": row.code})
    page.live = False
    page.has_unpublished_changes = True
    page.locale_id = overview.locale_id
    page.owner = chunk.context.user
    page.translation_key = _translation_key(row, chunk)
    # Another instance may have added children since: treebeard trusts these three.
    ProductIndexPage.refresh_from_db(overview, fields=["path", "depth", "numchild"])
    overview.add_child(instance=page)
    return page


def _translation_key(row: ImportRow, chunk: Chunk) -> uuid.UUID:
    sibling = chunk.sibling(row)
    if sibling is None:
        return uuid.uuid4()
    overview = chunk.context.branches[row.locale].overview
    taken = Page.objects.filter(
        translation_key=sibling.translation_key, locale_id=overview.locale_id
    )
    return uuid.uuid4() if taken.exists() else sibling.translation_key


def _whole(page: ProductPage, content: Content, chunk: Chunk) -> Content:
    """Everything that the product's next draft holds.

    Of what stayed as it was, children that lead nowhere any more are left out: Wagtail cannot load
    a draft that refers to something deleted.
    """
    stored = chunk.content(page) if page.has_unpublished_changes else page.serializable_data()
    kept = {
        name: [child for child in stored.get(name) or [] if chunk.names.key(table, child[column])]
        for name, (column, table) in RELATIONS.items()
    }
    return {**stored, **kept, **content}


def without_pending(content: Content) -> Content:
    """Without related products that do not exist yet; they are linked in a second pass."""
    if "product_relations" not in content:
        return content
    related = [
        child for child in content["product_relations"] if not isinstance(child["related"], Pending)
    ]
    return {**content, "product_relations": related}


def missing_links(names: list[str]) -> str:
    return _("Not linked, because these rows were refused: %(names)s.") % {
        "names": ", ".join(names)
    }
