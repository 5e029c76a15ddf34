"""Make the group *Sales*.

On a fresh database Django makes permissions only after all migrations; so they are made here,
as ``create_permissions`` would make them.
"""

from django.db import migrations

SALES = "Sales"
PERMISSIONS = [
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ("lead", "lead", "view_lead", "Can view lead"),
    ("lead", "lead", "change_lead", "Can change lead"),
    ("lead", "lead", "export_lead", "Can export leads"),
    ("fanout", "delivery", "view_delivery", "Can view delivery"),
    ("fanout", "delivery", "replay_delivery", "Can send deliveries again"),
]


def make_group(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    Group = apps.get_model("auth", "Group")
    sales, _made = Group.objects.get_or_create(name=SALES)
    for app_label, model, codename, name in PERMISSIONS:
        content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
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
        ("fanout", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        # These give every group that exists the right to choose: sales has nothing to choose.
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
