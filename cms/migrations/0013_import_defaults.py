"""The jobs' defaults in the database too, for the release before."""

import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0012_confirmation_email"),
    ]

    operations = [
        migrations.AlterField(
            model_name="catalogueimport",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AlterField(
            model_name="catalogueimport",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
