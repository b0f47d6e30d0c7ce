"""Counting attempts against the limits of rules.py; only keyed hashes are stored."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from bildungsnetz.accounts.models import Attempt
from bildungsnetz.accounts.rules import Limit, client_address, network_of


def network_key(request: HttpRequest) -> str:
    """The network a request comes from, as it is counted."""
    address = client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        trusted_proxies=settings.TRUSTED_PROXIES,
    )
    return network_of(address)


@transaction.atomic
def count(limit: Limit, key: str, *, at: datetime) -> bool:
    """Count one attempt; tell whether it is still within the limit.

    Refused attempts are not counted again, so that a limit ends by itself after its window.
    """
    rows = Attempt.objects.filter(scope=limit.scope, key_hash=_hash(limit, key))
    if rows.filter(at__gt=at - limit.window).count() >= limit.count:
        return False
    Attempt.objects.create(scope=limit.scope, key_hash=_hash(limit, key), at=at)
    return True


def forget_old(*, at: datetime) -> int:
    """Delete attempts older than a day; returns their number. Called by the worker."""
    return Attempt.objects.filter(at__lt=at - timedelta(days=1)).delete()[0]


def _hash(limit: Limit, key: str) -> str:
    secret = f"attempt:{settings.SECRET_KEY}".encode()
    return hmac.new(secret, f"{limit.scope}:{key.lower()}".encode(), "sha256").hexdigest()
