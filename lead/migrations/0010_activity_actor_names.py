"""Who did something with a lead so far, by name. On its own: a long table is not locked for it."""

from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import OuterRef, Subquery


def write_names(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model(settings.AUTH_USER_MODEL)
    name = Subquery(users.objects.filter(pk=OuterRef("actor")).values("username"))
    activities = apps.get_model("lead", "LeadActivity").objects.exclude(actor=None)
    activities.update(actor_name=name)


class Migration(migrations.Migration):
    dependencies = [("lead", "0009_activity_actor_name")]

    operations = [migrations.RunPython(write_names, migrations.RunPython.noop, elidable=True)]
