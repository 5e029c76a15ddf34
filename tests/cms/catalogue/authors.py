"""People of this part of the admin beside *Marketing*."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from cms.models import User
from tests.site_tree import SiteTree


def author_of_products(site_tree: SiteTree) -> User:
    """Somebody who adds Indonesian products, and may change and publish none of others."""
    author = User.objects.create_user("author", password="unused")
    group = Group.objects.create(name="Authors")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group,
        page=Page.objects.get(pk=site_tree.id.products.pk),
        permission=Permission.objects.get(codename="add_page"),
    )
    author.groups.add(group)
    return author
