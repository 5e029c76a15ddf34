"""Make the group *Sales*.

On a fresh database Django makes permissions only after all migrations; so they are made here,
as ``create_permissions`` would make them.
"""

from django.db import migrations

SALES = "Sales"
LEAD_PERMISSIONS = {
    "view_lead": "Can view lead",
    "change_lead": "Can change lead",
    "export_lead": "Can export leads",
}


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    sales, _made = Group.objects.get_or_create(name=SALES)
    lead_type, _made = ContentType.objects.get_or_create(app_label="lead", model="lead")
    admin_type, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    wanted = [(lead_type, code, name) for code, name in LEAD_PERMISSIONS.items()]
    wanted.append((admin_type, "access_admin", "Can access Wagtail admin"))
    for content_type, codename, name in wanted:
        permission, _made = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        sales.permissions.add(permission)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=SALES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("lead", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
