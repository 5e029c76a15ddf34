"""How much each row does, in both sizes. The same code runs either."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts, unless a name says otherwise."""

    name: str
    outage_leads: int
    outage_leads_per_second: float
    #: Of the waiting times that are compared; of few there is no 99th percentile.
    outage_percentile: int
    emptied_waiting: int
    worker_kills: int
    relay_kills: int
    raced_deliveries: int
    racers_of_each_role: int
    database_requests_per_second: float
    database_restarts: int
    web_kills: int
    sick_minutes: float
    #: In this order; the first opens the breaker, whose probes the others then meet.
    sicknesses: tuple[str, ...]
    once_rounds: int
    reused_key_rounds: int
    poisoned_leads: int
    neighbours_of_poison: int
    limited_requests: int
    spam_requests: int
    spam_addresses: int
    forged_addresses: int
    erased_leads: int


LONG = Size(
    name="long",
    outage_leads=10_000,
    outage_leads_per_second=10,
    outage_percentile=99,
    emptied_waiting=1_000,
    worker_kills=100,
    relay_kills=20,
    raced_deliveries=5_000,
    racers_of_each_role=4,
    database_requests_per_second=50,
    database_restarts=5,
    web_kills=50,
    sick_minutes=10,
    sicknesses=("hangs", "answers 500", "resets"),
    once_rounds=100,
    reused_key_rounds=200,
    poisoned_leads=10,
    neighbours_of_poison=200,
    limited_requests=200,
    spam_requests=10_000,
    spam_addresses=1_000,
    forged_addresses=1_000,
    erased_leads=100,
)
SHORT = Size(
    name="short",
    outage_leads=300,
    outage_leads_per_second=15,
    outage_percentile=90,
    emptied_waiting=100,
    worker_kills=5,
    relay_kills=2,
    raced_deliveries=400,
    racers_of_each_role=2,
    database_requests_per_second=20,
    database_restarts=2,
    web_kills=3,
    sick_minutes=1,
    # Five tries that hang would take over a minute.
    sicknesses=("answers 500", "hangs", "resets"),
    once_rounds=3,
    reused_key_rounds=20,
    poisoned_leads=1,
    neighbours_of_poison=20,
    limited_requests=200,
    spam_requests=500,
    spam_addresses=100,
    forged_addresses=200,
    erased_leads=10,
)
SIZES = {size.name: size for size in (SHORT, LONG)}
