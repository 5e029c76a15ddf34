"""Keeps Wagtail's reference index true where a page loses a photo or another row of its own.

Wagtail indexes a page when it is saved; modelcluster deletes the rows that were taken out only
afterwards, so the index would go on naming what they referred to.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import post_delete
from modelcluster.fields import ParentalKey
from wagtail.models import Page, ReferenceIndex


def watch_rows() -> None:
    for model in apps.get_app_config("cms").get_models():
        if _owners(model):
            post_delete.connect(_forget_row, sender=model, dispatch_uid="cms.references")


def _owners(model: type[Model]) -> list[Any]:
    """The fields by which its rows belong to pages."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ParentalKey)]
    return [key for key in keys if issubclass(key.related_model, Page)]


def _forget_row(sender: type[Model], instance: Model, **_signal: Any) -> None:
    """In the transaction that deletes the row; one statement."""
    for field in _owners(sender):
        ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id=field.value_from_object(instance),
            content_path__startswith=f"{field.remote_field.get_accessor_name()}.{instance.pk}.",
        ).delete()
