"""The public API described in OpenAPI 3.1, derived from what the endpoints really do.

Parameters come from `frontend_bridge.parameters`, fields from the serialisers, and shapes from the
return annotations of the serialiser fields, which mypy checks.
"""
