"""Only *Sales lead* exports; leads keep their one history, and a look at held-back spam is noted.

Wagtail's log of leads goes: its report shows everything to whoever may change any lead.
"""

from django.db import migrations, models

SALES, SALES_LEAD = "Sales", "Sales lead"


def _export_permission(apps):
    # Made here, because on a fresh database Django makes permissions only after all migrations.
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="lead", model="lead"
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="export_lead", defaults={"name": "Can export leads"}
    )
    return permission


def leave_exports_to_sales_lead(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    permission = _export_permission(apps)
    for group in Group.objects.filter(name=SALES):
        group.permissions.remove(permission)
    leaders, _made = Group.objects.get_or_create(name=SALES_LEAD)
    leaders.permissions.add(permission)


def let_sales_export_again(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=SALES):
        group.permissions.add(_export_permission(apps))


def forget_log(apps, schema_editor):
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects
    entries.filter(content_type__app_label="lead", content_type__model="lead").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0007_actor_names"),
        ("wagtailcore", "0098_apitoken"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
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
                    ("confirmed", "Confirmed as spam"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(leave_exports_to_sales_lead, let_sales_export_again),
        migrations.RunPython(forget_log, migrations.RunPython.noop),
    ]
