"""Make the group *Marketing*.

On a fresh database Django makes permissions only after all migrations; so they are made here,
as ``create_permissions`` would make them.
"""

import swapper
from django.db import migrations

MARKETING = "Marketing"
PAGE_ACTIONS = {
    "add_page": "Can add page",
    "change_page": "Can change page",
    "publish_page": "Publish any page",
    "bulk_delete_page": "Delete pages with children",
    "lock_page": "Lock/unlock pages you've locked",
    "unlock_page": "Unlock any page",
}
COLLECTION_ACTIONS = ("add", "change", "delete", "choose")
COLLECTION_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))
# (app, model, verbose name as Django words it, actions)
MODELS = (
    ("cms", "brand", "brand", ("add", "change", "delete", "view")),
    ("cms", "category", "category", ("add", "change", "delete", "view")),
    ("cms", "function", "function", ("add", "change", "delete", "view")),
    ("cms", "contactsettings", "contact and WhatsApp", ("change",)),
    ("cms", "navigationsettings", "menus", ("change",)),
    ("cms", "partnerformsettings", "partner form", ("change",)),
    ("cms", "appearancesettings", "404 page and sharing", ("change",)),
    ("wagtailredirects", "redirect", "redirect", ("add", "change", "delete", "view")),
)
SINGLE_PERMISSIONS = (
    ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
    ("simple_translation", "simpletranslation", "submit_translation", "Can submit translations"),
)


def _permission(apps, app_label, model, codename, name):
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def _allow_models(apps, group):
    for app_label, model, name, actions in MODELS:
        for action in actions:
            codename = f"{action}_{model}"
            label = f"Can {action} {name}"
            group.permissions.add(_permission(apps, app_label, model, codename, label))
    for single in SINGLE_PERMISSIONS:
        group.permissions.add(_permission(apps, *single))


def _allow_pages(apps, group):
    app_label, model = swapper.get_model_name("wagtailcore", "Page").split(".")
    root = apps.get_model(app_label, model).objects.get(depth=1)
    page_permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for codename, name in PAGE_ACTIONS.items():
        permission = _permission(apps, app_label.lower(), model.lower(), codename, name)
        page_permissions.get_or_create(
            group_id=group.pk, page_id=root.pk, permission_id=permission.pk
        )


def _allow_collections(apps, group):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    collection_permissions = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for app_label, model in COLLECTION_MODELS:
        for action in COLLECTION_ACTIONS:
            label = f"Can {action} {model}"
            permission = _permission(apps, app_label, model, f"{action}_{model}", label)
            collection_permissions.get_or_create(
                group_id=group.pk, collection_id=root.pk, permission_id=permission.pk
            )


def make_group(apps, schema_editor):
    marketing, _made = apps.get_model("auth", "Group").objects.get_or_create(name=MARKETING)
    _allow_models(apps, marketing)
    _allow_pages(apps, marketing)
    _allow_collections(apps, marketing)


def remove_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name=MARKETING).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0002_content"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("simple_translation", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [migrations.RunPython(make_group, remove_group)]
