"""What is wrong with a product as a row would leave it: the model's rules, asked without saving."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import TextField
from django.utils.translation import gettext as _

from cms.catalogue.chunk import Chunk
from cms.catalogue.columns import BY_NAME, COLUMNS
from cms.catalogue.kinds import Content, Text
from cms.catalogue.names import Pending
from cms.models import ImportRow, ProductPage

PLAIN_FIELDS = {
    column.kind.field: column.name for column in COLUMNS if isinstance(column.kind, Text)
}

LANGUAGE_NAMES = dict(settings.LANGUAGES)

Message = dict[str, str]


def message(column: str, *sentences: str) -> Message:
    return {"field": column, "text": " ".join(sentences)}


def faults(chunk: Chunk, row: ImportRow, content: Content) -> list[Message]:
    return [
        *_plain_faults(content),
        *_slug_faults(chunk, row, content),
        *_picture_faults(chunk, content),
        *_alt_faults(content),
        *_document_faults(chunk, content),
        *_relation_faults(row, content, chunk),
    ]


def _plain_faults(content: Content) -> Iterator[Message]:
    """By the model's own rules on length and form, which need no database."""
    values = {name: content.get(name) or "" for name in PLAIN_FIELDS}
    others = {each.name for each in ProductPage._meta.fields} - values.keys()
    empty = {name for name, value in values.items() if not value}
    try:
        ProductPage(**values).clean_fields(exclude=others | empty)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            yield message(PLAIN_FIELDS[name], *sentences)
    yield from _long_texts(values)


def _long_texts(values: dict[str, str]) -> Iterator[Message]:
    """Django keeps the length of long texts in forms alone."""
    for name, value in values.items():
        model_field = ProductPage._meta.get_field(name)
        if isinstance(model_field, TextField) and model_field.max_length:
            try:
                MaxLengthValidator(model_field.max_length)(value)
            except ValidationError as error:
                yield message(PLAIN_FIELDS[name], *error.messages)


def _slug_faults(chunk: Chunk, row: ImportRow, content: Content) -> Iterator[Message]:
    owner = chunk.slugs.get((row.locale, content.get("slug") or ""))
    page = chunk.page(row)
    if owner is not None and owner != (page.pk if page else None):
        yield message("slug", _("Another page of this language has this address already."))


def _picture_faults(chunk: Chunk, content: Content) -> Iterator[Message]:
    for name, picture in [
        *(("photos", photo["picture"]) for photo in content.get("photos") or []),
        ("social_picture", content.get("social_image")),
    ]:
        if not isinstance(picture, Pending):
            continue
        if chunk.context.collection is None:
            yield message(name, _("You may not add pictures to the media library."))
        elif fault := chunk.context.archive.fault(picture.key):
            yield message(name, fault)


def _alt_faults(content: Content) -> Iterator[Message]:
    """What enters the library says in the row's language what it shows."""
    photos = content.get("photos") or []
    texts = {photo["picture"]: photo["alt"] for photo in photos}
    for picture, alt in texts.items():
        if isinstance(picture, Pending) and not alt:
            yield message(
                "photos",
                _("A picture of the ZIP needs its alternative text in this language: %(name)s | …")
                % {"name": picture.key},
            )
    social = content.get("social_image")
    if isinstance(social, Pending) and not texts.get(social):
        yield message(
            "social_picture",
            _(
                "A picture of the ZIP needs its alternative text in this language. Name it under "
                "“photos” as well (%(name)s | …), or add it to the media library first."
            )
            % {"name": social.key},
        )


def alt_notices(chunk: Chunk, row: ImportRow, content: Content) -> Iterator[Message]:
    """A picture of the ZIP may be described later in the languages that the file leaves out."""
    for photo in content.get("photos") or []:
        picture = photo["picture"]
        if not isinstance(picture, Pending):
            continue
        for locale in chunk.languages_without_text(row, picture.key):
            values = {"name": picture.key, "language": LANGUAGE_NAMES[locale]}
            yield message(
                "photos", _("%(name)s still lacks its alternative text (%(language)s).") % values
            )


def _document_faults(chunk: Chunk, content: Content) -> Iterator[Message]:
    name = BY_NAME["specification_sheet"].kind.write(content, chunk.names)
    if name and PurePosixPath(name).suffix.lower() != ".pdf":
        yield message("specification_sheet", _("Choose a PDF document."))


def _relation_faults(row: ImportRow, content: Content, chunk: Chunk) -> Iterator[Message]:
    codes = BY_NAME["related_products"].kind.write(content, chunk.names).split("\n")
    if row.code in codes:
        yield message("related_products", _("A product is not related to itself."))
