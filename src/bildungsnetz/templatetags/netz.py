"""Tags and filters of every page; built in, so no template loads them (docs/oberflaeche.md)."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import RequestContext
from django.templatetags import i18n, static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, ngettext

from bildungsnetz.kit import badges, dates, fields, groups, phrases, text, timelines
from bildungsnetz.kit.addresses import address_if_any
from bildungsnetz.templatetags.lights import light
from bildungsnetz.templatetags.saying import filed, linked, said

register = template.Library()
# {% translate %} and {% static %} stand in nearly every template: nobody should load them.
for _library in (i18n.register, static.register):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)
for _filter in (
    fields.error_links, groups.group, badges.badge_state, light, timelines.timeline_entry,
):  # fmt: skip
    register.filter(_filter.__name__, _filter)
register.tag("translate", said)
register.tag("url", linked)
register.tag("static", filed)
register.simple_tag(badges.badge)
register.simple_tag(badges.icon, name="icon")

# The home of each face: current only on itself, not on every page below it.
_HOMES = {"region_home", "members_home", "desk_today"}


def _language() -> str:
    return get_language() or dates.GERMAN


def _local(value: Any) -> Any:
    """Bring points in time into the office's zone; leave days and naive times as they are."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: date | None) -> str:
    """Donnerstag, 19. November 2026."""
    return dates.day(_local(value), _language()) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """19.11.2026."""
    return dates.day_short(_local(value), _language()) if value else ""


@register.filter
def month(value: date | None) -> str:
    """November 2026."""
    return dates.month(_local(value), _language()) if value else ""


@register.filter
def day_number(value: date) -> str:
    """19: the large figure of a date tile."""
    return str(_local(value).day)


@register.filter
def month_short(value: date) -> str:
    """Nov: the word below the figure of a date tile."""
    return dates.month(_local(value), _language())[:3]


@register.filter
def moment(value: datetime | None) -> str:
    """19.11.2026, 13:05 Uhr."""
    return dates.moment(_local(value), _language()) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """13:05 Uhr."""
    return dates.clock(_local(value), _language()) if value else ""


@register.filter
def when(event: Any) -> str:
    """Donnerstag, 19. November 2026, 13–17 Uhr; for anything with `starts_at` and `ends_at`."""
    return dates.when(_local(event.starts_at), _local(event.ends_at), _language())


@register.filter
def term(mandate: Any) -> str:
    """01.09.2024–31.08.2026; for anything with a half-open `active_from` and `active_to`."""
    return dates.period(mandate.active_from, mandate.active_to, _language())


@register.filter
def distance(value: date | None, today: date | None = None) -> str:
    """In 5 Tagen; counted from `today`, which every page has in its context."""
    if not value:
        return ""
    local = _local(value)
    plain = local.date() if isinstance(local, datetime) else local
    return dates.distance(plain, today or timezone.localdate(), _language())


@register.filter
def markdown(value: str | None, top: int = 3) -> SafeString:
    """Clean HTML of a written text; its highest heading is h3, or the level given."""
    return mark_safe(text.markdown(value, top)) if value else SafeString("")


@register.filter
def excerpt(value: str | None, length: int = 200) -> str:
    """The first words of a written text, without marks."""
    return text.excerpt(value, length) if value else ""


@register.filter
def dial(number: str) -> SafeString:
    """A telephone number that a tap on a telephone dials."""
    digits = text.dialled(number)
    link = format_html('<a href="tel:{}">{}</a>', digits, number)
    return link if digits else format_html("{}", number)


@register.filter
def listed(names: Any) -> str:
    """Stadt, Land und Schulleitungen."""
    return phrases.listed([str(name) for name in names], gettext("und"))


@register.simple_tag(takes_context=True)
def shell_url(context: RequestContext, name: str) -> str:
    """The address of a page of the shell in this region; empty while no such route exists.

    Only for the shell, which is the same for every stage of the product; pages use {% url %}.
    """
    region = context.get("region")
    within = address_if_any(name, region=region.slug) if region else ""
    return within or address_if_any(name)


@register.simple_tag(takes_context=True)
def nav_link(context: RequestContext, name: str, label: str, *also: str) -> SafeString:
    """One entry of a navigation, marked if one is on it or below it; nothing without a route.

    `also` are parts of addresses beside its own that belong to it.
    """
    url = shell_url(context, name)
    if not url:
        return SafeString("")
    here = getattr(context.get("request"), "path", "")
    beside = [f"{url.rstrip('/').rpartition('/')[0]}/{part}/" for part in also]
    below = name not in _HOMES and here.startswith((url, *beside))
    current = "page" if here == url else "true" if below else ""
    return _nav_entry(url, str(label), current)


@lru_cache(badges.KEPT, typed=True)
def _nav_entry(url: str, label: str, current: str) -> SafeString:
    mark = format_html(' aria-current="{}"', current) if current else ""
    return format_html('<li><a class="netz-nav__link" href="{}"{}>{}</a></li>', url, mark, label)


def _query(context: RequestContext) -> dict[str, list[str]]:
    """The page's own parameters without the page number: a changed list starts at its top."""
    request = context.get("request")
    query = dict(request.GET.lists()) if request else {}
    query.pop("seite", None)
    return query


def _written(query: dict[str, list[str]]) -> str:
    return f"?{urlencode(query, doseq=True)}"


@register.simple_tag(takes_context=True)
def query_without(context: RequestContext, key: str, value: str = "") -> str:
    """The address of this page without one parameter, or without one of its values."""
    query = _query(context)
    values = query.pop(key, [])
    if left := [v for v in values if value and v != str(value)]:
        query[key] = left
    return _written(query)


@register.simple_tag(takes_context=True)
def query_with(context: RequestContext, **changes: Any) -> str:
    """The address of this page with parameters set, the others kept."""
    query = _query(context) | {key: [str(value)] for key, value in changes.items()}
    return _written(query)


@register.simple_tag(takes_context=True)
def kept(context: RequestContext, *asked: Any) -> list[tuple[str, str]]:
    """The page's other parameters, for hidden fields of a form that asks only for some.

    `asked` are the names the form asks for itself, or forms that hold such fields.
    """
    own = {
        name
        for part in asked
        if part
        for name in ([part] if isinstance(part, str) else part.fields)
    }
    query = _query(context)
    return [(key, value) for key, values in query.items() for value in values if key not in own]


@register.inclusion_tag("kit/sort_link.html", takes_context=True)
def sort_link(context: RequestContext, key: str, label: str) -> dict[str, Any]:
    """A column's head as a link that sorts by `?sortieren=key`, and back by `-key`."""
    request = context.get("request")
    now = request.GET.get("sortieren", "") if request else ""
    url = query_with(context, sortieren=f"-{key}" if now == key else key)
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"url": url, "label": label, "direction": direction}


@register.inclusion_tag("kit/bar_chart.html")
def bar_chart(
    rows: Iterable[tuple[str, int]],
    *,
    title: str,
    label_head: str,
    value_head: str,
    description: str = "",
    unit: str = "",
) -> dict[str, Any]:
    """Bars for pairs of a label and a number of at least 0, each number written beside its bar."""
    pairs = list(rows)
    most = max((value for _, value in pairs), default=0)
    bars = [{"label": label, "value": value, "share": share(value, most)} for label, value in pairs]
    return {
        "id": f"diagramm-{slugify(title)}",
        "bars": bars,
        "title": title,
        "description": description,
        "label_head": label_head,
        "value_head": value_head,
        "unit": unit,
    }


@register.simple_tag
def count(number: int, one: str, many: str) -> str:
    """1 Einrichtung, 3 Einrichtungen; thousands apart by a narrow space."""
    word = ngettext(one, many, number)
    return f"{number:,} {word}".replace(",", "\u202f")


@register.filter
def share(part: int, whole: int) -> int:
    """The part in whole per cent, rounded half up; 0 of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0
