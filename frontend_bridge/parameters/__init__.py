"""Query parameters of the public API."""

from frontend_bridge.parameters.columns import column_parameter, order_parameter
from frontend_bridge.parameters.kinds import (
    MAX_INTEGER,
    Choice,
    Flag,
    Integer,
    Parameter,
    ParameterError,
    Several,
)
from frontend_bridge.parameters.known import (
    BASIC,
    COMMON,
    LISTING,
    LOCALE,
    OFFSET,
    SEARCH,
    SEARCH_OPERATOR,
    TREE,
    slugs,
    words,
)
from frontend_bridge.parameters.query import parse

__all__ = [
    "BASIC",
    "COMMON",
    "LISTING",
    "LOCALE",
    "MAX_INTEGER",
    "OFFSET",
    "SEARCH",
    "SEARCH_OPERATOR",
    "TREE",
    "Choice",
    "Flag",
    "Integer",
    "Parameter",
    "ParameterError",
    "Several",
    "column_parameter",
    "order_parameter",
    "parse",
    "slugs",
    "words",
]
