"""Limits against guessing and mail floods, and who may manage whom. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

SIGN_IN_LINK_LIFETIME = timedelta(minutes=10)
CONSOLE_LINK_LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` attempts of one scope and key within `window`."""

    scope: str
    count: int
    window: timedelta


# Reliability bars D6 (mails anybody can trigger) and F1 (guessing).
MAILS_PER_ADDRESS = Limit("mail-address", 3, timedelta(hours=1))
MAILS_PER_NETWORK = Limit("mail-network", 20, timedelta(hours=1))
GUESSES_PER_NETWORK = Limit("guess-network", 50, timedelta(minutes=15))


def network_of(address: str) -> str:
    """The unit that is counted: an IPv4 address, or the /64 an IPv6 address lies in.

    Text that is no address is counted as it stands, so that nothing escapes counting.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
    return str(parsed)


def client_address(remote: str, forwarded_for: str, *, trusted_proxies: int) -> str:
    """The client's address; X-Forwarded-For counts only as far as our own proxies wrote it."""
    if trusted_proxies == 0:
        return remote
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-trusted_proxies] if len(hops) >= trusted_proxies else remote


def may_withdraw_clerk(*, clerks_left: int) -> bool:
    """The last clerk cannot be withdrawn: nobody could let anyone in again."""
    return clerks_left > 1
