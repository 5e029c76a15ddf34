"""Whether a short answer, such as a city's name, could say who somebody is."""

import re

#: In the name of no city, but in numbers and addresses.
_IDENTIFYING = re.compile(r"[\d@]")


def may_name_somebody(text: str) -> bool:
    return _IDENTIFYING.search(text) is not None
