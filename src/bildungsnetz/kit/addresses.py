"""Addresses of routes, each computed once: lists link every row, menus the same pages each time."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse

KEPT = 4096


def address(name: str, **arguments: object) -> str:
    """What `reverse` says, from memory if it was asked before. Raises NoReverseMatch."""
    return _found(settings.ROOT_URLCONF, get_script_prefix(), name, tuple(arguments.items()))


def address_if_any(name: str, **arguments: object) -> str:
    """What `reverse` says, or nothing without such a route, from memory."""
    return _found_if_any(settings.ROOT_URLCONF, get_script_prefix(), name, tuple(arguments.items()))


@lru_cache(KEPT)
def file_address(path: str) -> str:
    """The address of a file of ours that is served as it is."""
    return static(path)


@lru_cache(KEPT)
def _found_if_any(
    routes: str, prefix: str, name: str, arguments: tuple[tuple[str, object], ...]
) -> str:
    try:
        return _found(routes, prefix, name, arguments)
    except NoReverseMatch:
        return ""


@lru_cache(KEPT)
def _found(routes: str, _prefix: str, name: str, arguments: tuple[tuple[str, object], ...]) -> str:
    return reverse(name, urlconf=routes, kwargs=dict(arguments))
