from typing import Any


def may_erase(user: Any) -> bool:
    """Whoever may see, hand out and erase everything that is held on a person."""
    return bool(user.has_perm("lead.erase_person"))
