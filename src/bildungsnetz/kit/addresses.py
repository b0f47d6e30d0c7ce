"""Addresses of routes, each computed once: lists link every row, menus the same pages each time."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

KEPT = 4096


def address(name: str, **arguments: object) -> str:
    """What `reverse` says, from memory if it was asked before. Raises NoReverseMatch."""
    routes = get_urlconf() or settings.ROOT_URLCONF
    return _found(routes, get_script_prefix(), name, tuple(arguments.items()))


@lru_cache(KEPT)
def _found(routes: str, _prefix: str, name: str, arguments: tuple[tuple[str, object], ...]) -> str:
    return reverse(name, urlconf=routes, kwargs=dict(arguments))
