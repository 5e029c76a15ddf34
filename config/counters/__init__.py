"""Counting without a write per request: gathered in memory, added to the database in batches."""

from config.counters.flushing import Flusher, flusher, register
from config.counters.gathering import Counters
from config.counters.rows import add_to_rows

__all__ = ["Counters", "Flusher", "add_to_rows", "flusher", "register"]
