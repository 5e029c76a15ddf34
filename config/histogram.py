"""Histograms that count values by bucket, and what may be read from their counts.

A bucket is named by its upper edge, in whole units, so that counts add up whoever gathered them.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

#: The bucket above the last edge.
BEYOND = 2**31 - 1


@dataclass(frozen=True)
class Quantile:
    """`units`, exact to one bucket's width; of the bucket `BEYOND` its lower edge."""

    units: float
    bucket: int
    samples: int


@dataclass(frozen=True)
class Histogram:
    """The upper edges of the buckets, in rising order."""

    edges: tuple[int, ...]

    def bucket(self, units: float) -> int:
        """The bucket of a value."""
        place = bisect_left(self.edges, units)
        return self.edges[place] if place < len(self.edges) else BEYOND

    def below(self, bucket: int) -> int:
        """The bucket's lower edge."""
        place = bisect_left(self.edges, bucket)
        return self.edges[place - 1] if place else 0

    def quantile(self, counts: Mapping[int, int], share: float) -> Quantile | None:
        """By nearest rank; within its bucket the values are taken as evenly spread."""
        samples = sum(counts.values())
        if not samples:
            return None
        rank = ceil(samples * share)
        buckets = sorted(counts)
        ranks = list(accumulate(counts[bucket] for bucket in buckets))
        place = bisect_left(ranks, rank)
        bucket, low = buckets[place], self.below(buckets[place])
        if bucket == BEYOND:
            return Quantile(low, bucket, samples)
        count = counts[bucket]
        units = low + (bucket - low) * (rank - ranks[place] + count) / count
        return Quantile(units, bucket, samples)
