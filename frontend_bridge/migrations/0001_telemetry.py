"""Make the counts of the website's telemetry, and let marketing see them.

On a fresh database Django makes permissions only after all migrations; so this one is made here,
as ``create_permissions`` would make it.
"""

import django.db.models.deletion
from django.db import migrations, models

READERS = ("Marketing", "Marketing lead")


def let_marketing_see(apps, schema_editor):
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="frontend_bridge", model="vitalcount"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="view_vitalcount",
        defaults={"name": "Can view website statistics"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=READERS):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cms", "0007_approval_workflow"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "device",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("desktop", "Desktop")], max_length=10
                    ),
                ),
                ("count", models.PositiveBigIntegerField(default=0)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("cta_whatsapp_click", "WhatsApp clicks"),
                            ("lead_submit", "Partner forms sent"),
                        ],
                        max_length=20,
                    ),
                ),
                ("page_id", models.PositiveBigIntegerField()),
                ("first_page_id", models.PositiveBigIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "site", "action", "device", "page_id", "first_page_id"),
                        name="one_row_per_action_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VitalCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "device",
                    models.CharField(
                        choices=[("mobile", "Mobile"), ("desktop", "Desktop")], max_length=10
                    ),
                ),
                ("count", models.PositiveBigIntegerField(default=0)),
                ("page_type", models.CharField(max_length=100)),
                ("app_version", models.CharField(blank=True, max_length=40)),
                (
                    "metric",
                    models.CharField(
                        choices=[("LCP", "LCP"), ("INP", "INP"), ("CLS", "CLS")], max_length=3
                    ),
                ),
                ("bucket", models.PositiveIntegerField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "website statistics",
                "default_permissions": ("view",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "day",
                            "site",
                            "page_type",
                            "device",
                            "app_version",
                            "metric",
                            "bucket",
                        ),
                        name="one_row_per_bucket_and_day",
                    )
                ],
            },
        ),
        migrations.RunPython(let_marketing_see, migrations.RunPython.noop),
    ]
