"""Logins for trying the admin out: one for each role, all with the same password."""

from django.conf import settings
from django.contrib.auth.models import Group

from cms.models import User

#: The group of each login; None is a superuser.
LOGINS = {
    "admin": None,
    "marketing": "Marketing",
    "editor": "Editor",
    "marketing-lead": "Marketing lead",
    "sales": "Sales",
    "sales-lead": "Sales lead",
}


def keep_logins() -> None:
    """Make what is missing and give all of them ``DEMO_PASSWORD``."""
    for username, group in LOGINS.items():
        user, _made = User.objects.get_or_create(
            username=username,
            defaults={"email": f"{username}@alfabeauty.invalid", "is_superuser": group is None},
        )
        if group:
            user.groups.add(Group.objects.get(name=group))
        if not user.check_password(settings.DEMO_PASSWORD):
            user.set_password(settings.DEMO_PASSWORD)
            user.save()
