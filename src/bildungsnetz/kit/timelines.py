"""Entries of a timeline, drawn without a template: a life may have some hundred of them."""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bildungsnetz.kit.badges import badge
from bildungsnetz.kit.widgets import escaped


def timeline_entry(line: Any) -> SafeString:
    """What was when, as an item of the list; all texts of `line` but its title may be empty."""
    planned = " netz-timeline__entry--planned" if line.is_coming else ""
    title = escaped(line.title)
    if line.url:
        title = f'<a class="kern-link" href="{escaped(line.url)}">{title}</a>'
    now = f" {badge(gettext('läuft'), 'info')}" if line.is_now else ""
    detail = f": {escaped(line.detail)}" if line.detail else ""
    return mark_safe(
        f'<li class="netz-timeline__entry{planned}">'
        f'<p class="netz-timeline__when">{escaped(line.when or "–")}</p>'
        f'<div class="netz-timeline__what"><p class="netz-timeline__title">{title}{now}</p>'
        f'<p class="netz-muted">{escaped(line.label)}{detail}</p></div></li>'
    )
