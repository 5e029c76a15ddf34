"""Who did something with a lead stays known when their account is deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0008_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="leadactivity",
            name="actor_name",
            field=models.CharField(blank=True, db_default="", max_length=150),
        ),
    ]
