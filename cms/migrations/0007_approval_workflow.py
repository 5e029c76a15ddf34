"""Make the groups *Editor* and *Marketing lead* and the workflow in which one asks the other.

Wagtail's own workflow, "Moderators approval", leaves the root page and is switched off unless a
page still uses it. A workflow that somebody else gave the root page stays there.
"""

from importlib import import_module

import swapper
from django.db import migrations

marketing_group = import_module("cms.migrations.0003_marketing_group")

EDITOR = "Editor"
LEAD = "Marketing lead"
EDITOR_PAGE_ACTIONS = ("add_page", "change_page")
#: Who adds a picture may change it; the pictures of others are not theirs to change or delete.
EDITOR_COLLECTION_ACTIONS = ("add", "choose")
#: Shown to staff, who read Indonesian.
WORKFLOW = "Persetujuan konten"
TASKS = (("Pemeriksaan editor", EDITOR), ("Persetujuan pimpinan marketing", LEAD))
WAGTAILS_WORKFLOW = "Moderators approval"
ACTIVE_STATES = ("in_progress", "needs_changes")


def _page_model(apps):
    return apps.get_model(*swapper.get_model_name("wagtailcore", "Page").split("."))


def _make_editors(apps):
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=EDITOR)
    for single in marketing_group.SINGLE_PERMISSIONS:
        group.permissions.add(marketing_group._permission(apps, *single))
    _allow_editors_pages(apps, group)
    _allow_editors_media(apps, group)


def _allow_editors_pages(apps, group):
    page_model = _page_model(apps)
    root = page_model.objects.get(depth=1)
    for codename in EDITOR_PAGE_ACTIONS:
        label = marketing_group.PAGE_ACTIONS[codename]
        permission = marketing_group._permission(
            apps, page_model._meta.app_label, page_model._meta.model_name, codename, label
        )
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group_id=group.pk, page_id=root.pk, permission_id=permission.pk
        )


def _allow_editors_media(apps, group):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for app_label, model in marketing_group.COLLECTION_MODELS:
        for action in EDITOR_COLLECTION_ACTIONS:
            permission = marketing_group._permission(
                apps, app_label, model, f"{action}_{model}", f"Can {action} {model}"
            )
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group_id=group.pk, collection_id=root.pk, permission_id=permission.pk
            )


def _make_leads(apps):
    """A lead may do what *Marketing* may do; the second step is theirs alone."""
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=LEAD)
    marketing_group._allow_models(apps, group)
    marketing_group._allow_pages(apps, group)
    marketing_group._allow_collections(apps, group)


def _make_workflow(apps):
    workflow, _made = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(
        name=WORKFLOW, defaults={"active": True}
    )
    for place, (name, group) in enumerate(TASKS):
        apps.get_model("wagtailcore", "WorkflowTask").objects.get_or_create(
            workflow=workflow, task=_make_task(apps, name, group), defaults={"sort_order": place}
        )
    return workflow


def _make_task(apps, name, group):
    content_type, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task, _made = apps.get_model("wagtailcore", "GroupApprovalTask").objects.get_or_create(
        name=name, defaults={"active": True, "content_type": content_type}
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name=group))
    return task.task_ptr


def _wagtails_workflow(apps):
    return apps.get_model("wagtailcore", "Workflow").objects.filter(name=WAGTAILS_WORKFLOW).first()


def _set_active(apps, workflow, active):
    """Switch a workflow and its tasks on or off."""
    apps.get_model("wagtailcore", "Workflow").objects.filter(pk=workflow.pk).update(active=active)
    apps.get_model("wagtailcore", "Task").objects.filter(workflow_tasks__workflow=workflow).update(
        active=active
    )


def _assign(apps, workflow):
    """Give the root page the workflow, unless it has one that is not Wagtail's own."""
    assignments = apps.get_model("wagtailcore", "WorkflowPage").objects
    root = _page_model(apps).objects.get(depth=1)
    wagtails = _wagtails_workflow(apps)
    current = assignments.filter(page_id=root.pk).first()
    if current is None or (wagtails and current.workflow_id == wagtails.pk):
        assignments.update_or_create(page_id=root.pk, defaults={"workflow_id": workflow.pk})
    if wagtails and not _in_use(apps, wagtails):
        _set_active(apps, wagtails, active=False)


def _in_use(apps, workflow):
    states = apps.get_model("wagtailcore", "WorkflowState").objects.filter(workflow=workflow)
    assigned = apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow=workflow)
    return states.filter(status__in=ACTIVE_STATES).exists() or assigned.exists()


def make_approval(apps, schema_editor):
    _make_editors(apps)
    _make_leads(apps)
    _assign(apps, _make_workflow(apps))


def remove_approval(apps, schema_editor):
    """Wagtail's workflow takes its place again; what the other one approved is forgotten.

    The groups stay: they hold people, and may have been there before.
    """
    wagtails = _wagtails_workflow(apps)
    if wagtails:
        root = _page_model(apps).objects.get(depth=1)
        apps.get_model("wagtailcore", "WorkflowPage").objects.filter(
            page_id=root.pk, workflow__name=WORKFLOW
        ).update(workflow_id=wagtails.pk)
        _set_active(apps, wagtails, active=True)
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("wagtailcore", "GroupApprovalTask").objects.filter(
        name__in=[name for name, _group in TASKS]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0005_catalogue_import"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(make_approval, remove_approval)]
