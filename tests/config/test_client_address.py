from ipaddress import ip_network

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from config.client_address import client_address

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


def address(peer: str, forwarded: str | None = None) -> str:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


def test_without_a_trusted_proxy_the_header_is_ignored(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert address("203.0.113.9", "198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("1.1.1.1, nonsense, 10.0.0.7", "10.0.0.7"),
        ("", "10.0.0.1"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8::5", "2001:db8::5"),
        ("198.51.100.1, fd00::2", "198.51.100.1"),
    ],
)
def test_the_rightmost_untrusted_hop_is_the_client(
    settings: Settings, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    assert address("10.0.0.1", forwarded) == expected


@given(claim=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_what_a_client_claims_never_changes_its_address(claim: str) -> None:
    with override_settings(TRUSTED_PROXIES=PROXIES):
        assert address("10.0.0.1", f"{claim}, 198.51.100.1") == "198.51.100.1"


def test_a_peer_without_an_address_is_unknown() -> None:
    assert address("") == "0.0.0.0"
