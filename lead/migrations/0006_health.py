"""Counts of submissions, which *Sales* and *Sales lead* see as "Pipeline health"."""

from django.db import migrations, models

READERS = ["Sales", "Sales lead"]


def let_sales_see(apps, schema_editor):
    # Made here, because on a fresh database Django makes permissions only after all migrations.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="lead", model="submissioncount"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_submissioncount",
        defaults={"name": "Can view pipeline health"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0005_privacy"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubmissionCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.DateTimeField(help_text="When the five minutes began.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("repeated", "Sent again"),
                            ("quarantined", "Quarantined"),
                            ("invalid", "Invalid"),
                            ("refused", "Too many (429)"),
                            ("failed", "Failed (5xx)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("took", models.PositiveIntegerField()),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "pipeline health",
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "outcome", "took"),
                        name="lead_one_row_per_period_and_outcome",
                    )
                ],
            },
        ),
        migrations.RunPython(let_sales_see, migrations.RunPython.noop),
    ]
