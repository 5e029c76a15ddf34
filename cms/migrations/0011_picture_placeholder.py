"""A placeholder for each picture; the job makes those of the existing ones."""

from django.db import migrations, models
from django.utils import timezone


def ask_the_job(apps, schema_editor):
    apps.get_model("cms", "Picture").objects.update(
        renditions_made_at=None, renditions_due_at=timezone.now(), rendition_tries=0
    )


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_site_addresses")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="placeholder",
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.RunPython(ask_the_job, migrations.RunPython.noop, elidable=True),
    ]
