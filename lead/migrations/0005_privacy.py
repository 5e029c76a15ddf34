"""Exports as jobs with a record, texts of consent, erasures, and the group *Sales lead*."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

SALES, SALES_LEAD = "Sales", "Sales lead"
#: What the group may beyond *Sales*. Made here, because on a fresh database Django makes
#: permissions only after all migrations.
PERMISSIONS = [
    ("leadexport", "view_leadexport", "Can view export"),
    ("lead", "erase_person", "Can see, hand out and erase everything held on a person"),
]


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    leaders, _made = Group.objects.get_or_create(name=SALES_LEAD)
    leaders.permissions.add(*Permission.objects.filter(group__name=SALES))
    for model, codename, name in PERMISSIONS:
        content_type, _made = ContentType.objects.get_or_create(app_label="lead", model=model)
        permission, _made = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        leaders.permissions.add(permission)


def keep_consent_texts(apps, schema_editor):
    """Today's words count from the first lead that agreed to their version."""
    Lead = apps.get_model("lead", "Lead")
    ConsentText = apps.get_model("lead", "ConsentText")
    for form in apps.get_model("cms", "PartnerFormSettings").objects.all():
        agreed = Lead.objects.filter(site_id=form.site_id, consent_version=form.consent_version)
        ConsentText.objects.create(
            site_id=form.site_id,
            version=form.consent_version,
            text_id=form.consent_text_id,
            text_en=form.consent_text_en,
            since=agreed.aggregate(first=models.Min("consent_at"))["first"] or timezone.now(),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0004_inbox"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cms", "0002_content"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="lead",
            options={
                "default_permissions": ("view", "change"),
                "ordering": ["-received_at", "-pk"],
                "permissions": [
                    ("export_lead", "Can export leads"),
                    ("see_all_leads", "Can see the leads of other owners"),
                    ("erase_person", "Can see, hand out and erase everything held on a person"),
                ],
                "verbose_name": "lead",
                "verbose_name_plural": "leads",
            },
        ),
        migrations.AlterModelOptions(
            name="leadexport",
            options={
                "default_permissions": ("view",),
                "ordering": ["-at", "-pk"],
                "verbose_name": "export",
                "verbose_name_plural": "exports",
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="hold_reason",
            field=models.CharField(
                blank=True, db_default="", max_length=200, verbose_name="why it must be kept"
            ),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="columns",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="done",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="downloaded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                default=django.utils.timezone.now,
            ),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="file_name",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="finished_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="language",
            field=models.CharField(db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="reason",
            field=models.CharField(db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="sha256",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="state",
            field=models.CharField(
                choices=[
                    ("WRITING", "being written"),
                    ("READY", "ready to download"),
                    ("EXPIRED", "file deleted"),
                    ("WITHDRAWN", "withdrawn: somebody in it was erased"),
                    ("FAILED", "failed"),
                ],
                db_default="EXPIRED",
                default="WRITING",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="leadexport",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="leadactivity",
            name="kind",
            field=models.CharField(
                choices=[
                    ("status", "Status changed"),
                    ("owner", "Owner changed"),
                    ("next_step", "Next step"),
                    ("note", "Note"),
                    ("announced", "Announced after all"),
                    ("viewed", "Contact data seen"),
                    ("whatsapp", "WhatsApp opened"),
                    ("call", "Call started"),
                    ("email", "E-mail started"),
                    ("disclosed", "Handed out to the person"),
                    ("held", "Put on hold"),
                    ("released", "Hold ended"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="leadexport",
            name="at",
            field=models.DateTimeField(db_index=True, default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name="ExportedLead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="lead.leadexport",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="lead.lead",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="leadexport",
            name="leads",
            field=models.ManyToManyField(
                related_name="exports", through="lead.ExportedLead", to="lead.lead"
            ),
        ),
        migrations.CreateModel(
            name="ConsentText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20)),
                ("text_id", models.TextField()),
                ("text_en", models.TextField()),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
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
                "verbose_name": "consent text",
                "verbose_name_plural": "consent texts",
                "ordering": ["-since", "-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["site", "version", "-since"], name="lead_consent_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("digest", models.CharField(max_length=64)),
                ("lead_count", models.PositiveIntegerField()),
                ("mention_count", models.PositiveIntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("digest", "at"), name="lead_erasure_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="exportedlead",
            index=models.Index(fields=["export", "id"], name="lead_exported_in_order"),
        ),
        # Backwards the group stays: people are in it, and it was made by `inbox`.
        migrations.RunPython(make_group, migrations.RunPython.noop),
        migrations.RunPython(keep_consent_texts, migrations.RunPython.noop),
    ]
