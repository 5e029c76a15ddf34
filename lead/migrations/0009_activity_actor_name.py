"""Who did something with a lead stays known when their account is deleted."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def write_names(apps: Any, schema_editor: Any) -> None:
    users = apps.get_model(settings.AUTH_USER_MODEL)
    name = Subquery(users.objects.filter(pk=OuterRef("actor")).values("username"))
    activities = apps.get_model("lead", "LeadActivity").objects.exclude(actor=None)
    activities.update(actor_name=name)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("lead", "0008_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="leadactivity",
            name="actor_name",
            field=models.CharField(blank=True, db_default="", max_length=150),
        ),
        migrations.RunPython(write_names, migrations.RunPython.noop, elidable=True),
    ]
