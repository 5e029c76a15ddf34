"""The inbox with 100,000 leads on PostgreSQL: no question keeps anybody waiting."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Site

from cms.models import User
from lead.inbox import boxes, duplicates
from lead.inbox.columns import COLUMNS
from lead.inbox.ordering import DEFAULT, neighbours, sort_keys
from lead.models import Lead, LeadQuerySet
from tests.lead.inbox import INBOX

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        not settings.ENV.database_url.startswith("postgres"),
        reason="DATABASE_URL names no PostgreSQL",
    ),
]
LEADS = 100_000
#: Many times what the slowest takes, on a machine that has other things to do.
SLOW_MS = 2000
READ_THROUGH = "the whole table"
INSERT = """
INSERT INTO lead_lead (
    site_id, reference, received_at, locale, business_name, contact_name, phone_whatsapp, city,
    salon_type, specialization, current_brands_used, monthly_spend_range, email, preferred_contact,
    message, page_url_initial, page_url_current, consent_version, consent_at, idempotency_hash,
    body_hash, message_hash, client_hash, status, is_test, spam_reasons, next_step, due_at,
    announced_at, touched_at, owner_id
)
SELECT
    %(site)s, 'ALFA-' || n, received, 'id',
    (ARRAY['Salon Melati', 'Barber Kenanga', 'Rumah Rias'])[1 + n %% 3] || ' ' || n, 'Ibu Contoh',
    '+62812' || lpad((n * 7919 %% 100000000)::text, 8, '0'),
    (ARRAY['Bandung', 'Surabaya', 'Medan', 'Solo', 'Malang'])[1 + n %% 5],
    (ARRAY['SALON', 'BARBER'])[1 + n %% 2], '', '', '', n || '@example.com', '',
    repeat('Halo ', 20), '', '', '1', received, n::text, n::text, '', n::text, status, false,
    CASE status WHEN 'spam' THEN '["links"]'::jsonb ELSE '[]'::jsonb END, '',
    CASE WHEN status = 'new' THEN received + interval '24 hours' END,
    CASE WHEN status <> 'spam' THEN received END,
    CASE status WHEN 'won' THEN received + interval '1 hour' END,
    CASE WHEN n %% 50 = 0 THEN %(owner)s END
FROM (
    SELECT n, %(now)s::timestamptz - n * interval '5 minutes' AS received,
        CASE WHEN n <= 300 THEN 'new' WHEN n %% 40 = 0 THEN 'spam'
            WHEN n %% 3 = 0 THEN 'won' ELSE 'lost' END AS status
    FROM generate_series(1, %(leads)s) AS n
) AS numbers
"""


@pytest.fixture
def many_leads(seller: User) -> None:
    """`LEADS` of them, of which the newest 300 are new; `seller` owns every fiftieth."""
    values = {
        "site": Site.objects.get(is_default_site=True).pk,
        "owner": seller.pk,
        "now": timezone.now(),
        "leads": LEADS,
    }
    with connection.cursor() as cursor:
        # Built at the end, which is quicker than row by row.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'lead_trigrams'")
        (trigrams,) = cursor.fetchone()
        cursor.execute("DROP INDEX lead_trigrams")
        cursor.execute(INSERT, values)
        # The foreign keys of these rows, which PostgreSQL would look at when all is committed.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(trigrams)
        cursor.execute("ANALYZE lead_lead")


def _ways(plan: dict[str, Any]) -> Iterator[str]:
    """By which index each part of a plan finds leads, or `READ_THROUGH`."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] == "lead_lead":
        yield READ_THROUGH
    if "Index Name" in plan:
        yield plan["Index Name"]
    for part in plan.get("Plans", []):
        yield from _ways(part)


def _indexes(leads: LeadQuerySet) -> set[str]:
    """The indexes that PostgreSQL uses for a query."""
    return set(_ways(json.loads(leads.explain(format="json"))[0]["Plan"]))


def test_every_list_search_and_view_uses_an_index(seller: User, many_leads: None) -> None:
    visible = Lead.objects.visible_to(seller)
    keys = sort_keys(DEFAULT)
    order = [key.order() for key in keys]
    assert _indexes(visible.genuine().order_by(*order)[:50]) == {"lead_most_urgent_first"}
    for text in ("0812-3456", "8123456789", "kenanga 4711", "ALFA-9999", "nobody"):
        found = visible.genuine().matching(text).order_by(*order)
        assert _indexes(found[:50]) == {"lead_trigrams"}, text
    for box in boxes.BOXES.values():
        assert READ_THROUGH not in _indexes(box.leads(visible, seller)), box.name
    middle = Lead.objects.order_by(*order)[LEADS // 2]
    assert None not in neighbours(visible.genuine(), middle, keys)
    assert READ_THROUGH not in _indexes(duplicates.possible_duplicates(middle, seller))


def test_no_list_has_a_slow_statement(
    sales_client: Client, seller: User, many_leads: None, settings: Settings
) -> None:
    narrowed = [
        "status=new",
        "status=won&status=lost",
        f"owner={seller.pk}",
        "unowned=true",
        "unowned=false",
        "salon_type=SALON",
        "city=andun",
        "city=nowhere",
        "received_at_to=2026-01-31",
        "show=spam",
        "show=test",
        f"status=lost&city=Solo&salon_type=BARBER&owner={seller.pk}&received_at_from=2026-01-31",
        *(f"box={name}" for name in boxes.BOXES if name != boxes.ALL),
        "q=kenanga",
        "q=0812-3456",
    ]
    sorts = ["business_name", *(column.sort_key for column in COLUMNS if column.sort_key)]
    # What a list begins with, and what most has to be passed over for.
    ordered = [query for key in sorts for query in (f"ordering={key}&p=1900", f"ordering=-{key}")]
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {SLOW_MS}")
    for scope, query in product(["all", "own"], ["", *narrowed, *ordered]):
        settings.LEAD_SALES_SCOPE = scope
        assert sales_client.get(f"{INBOX}?{query}").status_code == 200, (scope, query)


def test_only_the_count_of_all_leads_reads_the_table(
    seller: User, many_leads: None, settings: Settings
) -> None:
    for scope in ("all", "own"):
        settings.LEAD_SALES_SCOPE = scope
        ways = _ways_of_counting(seller)
        assert len(ways) == len(boxes.BOXES)
        assert ways.count(READ_THROUGH) <= 1


def _ways_of_counting(user: User) -> list[str]:
    assert user.has_perm("lead.view_lead")  # asks the database once
    with CaptureQueriesContext(connection) as statements:
        counted = boxes.counts(user)
    assert min(counted.values()) > 0
    (statement,) = statements
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement['sql']}")
        ((plans,),) = cursor.fetchall()
    return list(_ways(plans[0]["Plan"]))
