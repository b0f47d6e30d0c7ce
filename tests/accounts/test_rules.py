"""Limits and permissions of signing in."""

import pytest

from bildungsnetz.accounts import rules


@pytest.mark.parametrize(
    ("address", "unit"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("kein Anschluss", "kein Anschluss"),
    ],
)
def test_a_network_is_an_ipv4_address_or_an_ipv6_64(address: str, unit: str) -> None:
    """Somebody with a whole /64 counts once."""
    assert rules.network_of(address) == unit


@pytest.mark.parametrize(
    ("forwarded", "proxies", "counted"),
    [
        ("", 0, "10.0.0.1"),
        ("1.2.3.4", 0, "10.0.0.1"),
        ("1.2.3.4", 1, "1.2.3.4"),
        ("9.9.9.9, 1.2.3.4", 1, "1.2.3.4"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_a_forged_forwarding_header_changes_nothing(
    forwarded: str, proxies: int, counted: str
) -> None:
    """Only hops written by our own proxies count (pretix CVE-2023-44463)."""
    found = rules.client_address("10.0.0.1", forwarded, trusted_proxies=proxies)
    assert found == counted


@pytest.mark.parametrize(("left", "may"), [(1, False), (2, True)])
def test_the_last_clerk_stays(left: int, may: bool) -> None:
    """Otherwise nobody could let anyone in again."""
    assert rules.may_withdraw_clerk(clerks_left=left) is may
