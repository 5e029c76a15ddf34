import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """Made anew: a heartbeat is worth nothing a minute later, and its key was the role."""

    dependencies = [("fanout", "0002_delivery_accepted_by")]

    operations = [
        migrations.DeleteModel(name="Heartbeat"),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("worker", "Worker"), ("beat", "Beat"), ("relay", "Relay")],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "instance",
                    models.CharField(
                        help_text="Host name and process number.",
                        max_length=120,
                        verbose_name="process",
                    ),
                ),
                (
                    "beaten_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="last heartbeat",
                    ),
                ),
            ],
            options={
                "verbose_name": "heartbeat",
                "verbose_name_plural": "heartbeats",
                "ordering": ["role", "instance"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("role", "instance"), name="fanout_heartbeat_once_per_process"
                    )
                ],
            },
        ),
    ]
