"""Where a term, picture or document is used: on pages, in their unpublished drafts, in settings.

Wagtail's reference index knows chosen pictures and links in texts. It knows neither a product's
categories, which are many-to-many, nor what only a draft says; those are looked up here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignObjectRel, Model, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex, Revision

from cms.models.taxonomy import Term

#: Whole drafts of pages, with all their texts.
REVISIONS_AT_ONCE = 20


@dataclass(frozen=True)
class Use:
    """What uses something, and whether only its unpublished draft does."""

    source: Model
    is_draft: bool


def uses(target: Model) -> Iterator[Use]:
    """Each place once, found as far as the caller asks; stored content before drafts."""
    seen: set[tuple[str, Any]] = set()
    for use in _all_uses(target):
        key = (_table(use.source), use.source.pk)
        if key not in seen:
            seen.add(key)
            yield use


def _all_uses(target: Model) -> Iterator[Use]:
    for source in _related(target):
        yield Use(source, is_draft=False)
    for source, _references in ReferenceIndex.get_references_to(target).group_by_source_object():
        if source is not None:
            yield Use(source, is_draft=False)
    for page in _drafts(target):
        yield Use(page, is_draft=True)


def _table(source: Model) -> str:
    """A page is the same one as `Page` and as its own type."""
    return (Page if isinstance(source, Page) else type(source))._meta.label


def _related(target: Model) -> Iterator[Model]:
    for relation in relations_to(type(target)):
        users = relation.related_model._default_manager.filter(**{relation.field.name: target.pk})
        for user in users:
            yield _owner(user)


def relations_to(model: type[Model]) -> list[ForeignObjectRel]:
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and _counts(relation.related_model)
    ]


def _counts(model: Any) -> bool:
    """Neither Django's own link tables nor what goes with its picture, such as renditions."""
    is_link = model._meta.auto_created
    return not is_link and not getattr(model, "wagtail_reference_index_ignore", False)


def _owner(user: Model) -> Model:
    """The product of a photo, the page itself."""
    for field in user._meta.get_fields():
        if isinstance(field, ParentalKey):
            owner: Model = getattr(user, field.name)
            return owner
    return user


def _drafts(target: Model) -> Iterator[Page]:
    found = _term_drafts(target) if isinstance(target, Term) else _other_drafts(target)
    for page_id in found:
        yield from Page.objects.filter(pk=page_id)


def _term_drafts(term: Term) -> Iterator[str]:
    """Terms stand in fields of pages alone, so the database looks at those, not at the texts."""
    for relation in relations_to(type(term)):
        revisions = _revisions_to_come().filter(
            content_type=ContentType.objects.get_for_model(relation.related_model)
        )
        # One number or a list of them: as text, they look alike to both databases.
        keys = revisions.alias(keys=KT(f"content__{relation.field.name}"))
        yield from keys.filter(keys__regex=_as_a_word(term)).values_list("object_id", flat=True)


def _other_drafts(target: Model) -> Iterator[str]:
    """Pictures and documents may stand anywhere in a stream or text."""
    revisions = _revisions_to_come().alias(text=Cast("content", TextField()))
    sieved = revisions.filter(text__regex=_as_a_word(target)).select_related("content_type")
    for revision in sieved.iterator(chunk_size=REVISIONS_AT_ONCE):
        model = revision.content_type.model_class()
        if model and _mentions(model, revision.content, target):
            yield revision.object_id


def _as_a_word(target: Model) -> str:
    return rf"(^|[^0-9]){target.pk}([^0-9]|$)"


def _revisions_to_come() -> QuerySet[Revision]:
    """Latest drafts and scheduled ones.

    Older revisions do not count: they come back only when an editor takes one up again.
    """
    latest = Page.objects.filter(has_unpublished_changes=True).values("latest_revision_id")
    pages = ContentType.objects.get_for_model(Page)
    return Revision.objects.filter(base_content_type=pages).filter(
        Q(pk__in=latest) | Q(approved_go_live_at__isnull=False)
    )


def _mentions(model: type[Model], content: dict[str, Any], target: Model) -> bool:
    """Whether stored draft content of `model` uses the target, also in rows below it."""
    return any(
        _field_mentions(field, content[field.name], target)
        for field in model._meta.get_fields()
        if content.get(field.name) and getattr(field, "concrete", False)
    ) or any(
        _mentions(relation.related_model, row, target)
        for relation in get_all_child_relations(model)
        for row in content.get(relation.get_accessor_name(), [])
    )


def _field_mentions(field: Any, value: Any, target: Model) -> bool:
    if field.is_relation:
        ids = value if isinstance(value, list) else [value]
        return field.related_model is type(target) and target.pk in ids
    if not hasattr(field, "extract_references"):
        return False
    references = field.extract_references(field.to_python(value))
    return any(
        model is type(target) and str(key) == str(target.pk) for model, key, *_path in references
    )
