"""What the inbox sorts, searches and is scoped by: see `Lead.deadline` and `Lead.visible_to`."""

from datetime import timedelta

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery

SALES_LEAD = "Sales lead"
#: As Django writes ``icontains`` and ``contains``: only then does PostgreSQL use it.
TRIGRAMS = """
CREATE INDEX lead_trigrams ON lead_lead USING gin (
    UPPER(business_name::text) public.gin_trgm_ops,
    UPPER(contact_name::text) public.gin_trgm_ops,
    UPPER(city::text) public.gin_trgm_ops,
    UPPER(reference::text) public.gin_trgm_ops,
    (phone_whatsapp::text) public.gin_trgm_ops
)
"""


def fill(apps, schema_editor):
    Lead = apps.get_model("lead", "Lead")
    LeadActivity = apps.get_model("lead", "LeadActivity")
    waiting = Lead.objects.filter(status="new", is_test=False, anonymised_at=None)
    waiting.update(due_at=F("received_at") + timedelta(hours=24))
    newest = LeadActivity.objects.filter(lead=OuterRef("pk")).order_by("-at").values("at")[:1]
    Lead.objects.update(touched_at=Subquery(newest))


def add_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TRIGRAMS)


def remove_trigrams(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX lead_trigrams")


def let_sales_lead_see_all(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    content_type, _made = ContentType.objects.get_or_create(app_label="lead", model="lead")
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type,
        codename="see_all_leads",
        defaults={"name": "Can see the leads of other owners"},
    )
    group, _made = Group.objects.get_or_create(name=SALES_LEAD)
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0003_spam_score"),
        ("cms", "0009_search_extensions"),
        ("wagtailcore", "0098_apitoken"),
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
                ],
                "verbose_name": "lead",
                "verbose_name_plural": "leads",
            },
        ),
        migrations.AddField(
            model_name="lead",
            name="due_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="to do by"),
        ),
        migrations.AddField(
            model_name="lead",
            name="next_step",
            field=models.CharField(blank=True, max_length=200, verbose_name="next step"),
        ),
        migrations.AddField(
            model_name="lead",
            name="next_step_on",
            field=models.DateField(blank=True, null=True, verbose_name="on"),
        ),
        migrations.AddField(
            model_name="lead",
            name="touched_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="last touch"),
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
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="lead", name="lead_status_received"),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["status", "-received_at"],
                condition=models.Q(is_test=False, anonymised_at=None),
                name="lead_by_status",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                fields=["due_at", "-received_at", "-id"], name="lead_most_urgent_first"
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(django.db.models.functions.text.Lower("email"), name="lead_email"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                django.db.models.functions.text.Lower("business_name"),
                django.db.models.functions.text.Lower("city"),
                name="lead_business_and_city",
            ),
        ),
        migrations.RunPython(add_trigrams, remove_trigrams),
        migrations.RunPython(let_sales_lead_see_all, migrations.RunPython.noop),
    ]
