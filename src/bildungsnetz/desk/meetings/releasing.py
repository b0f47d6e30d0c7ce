"""The page before a release: the real letter of real recipients, the numbers, what to mind."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request
from bildungsnetz.meetings import queries
from bildungsnetz.meetings.rules import Timing, timing
from bildungsnetz.post.queries import outbox, progress


def timing_on(meeting: Any, day: date) -> Timing:
    """Where a day lies against the windows of all organs of the meeting."""
    return timing(queries.windows_of(queries.organ_windows(meeting, today=day)), day)


def preview(request: Request, meeting: Any, when: Timing) -> dict[str, object]:
    """One recipient after the other, and the numbers of all."""
    found = queries.recipients(meeting, meeting.audience, today=timezone.localdate())
    page = Paginator(found.ready, 1).get_page(request.GET.get("seite"))
    shown = page[0] if found.ready else None
    letter = queries.letter(meeting, shown) if shown else None
    return {
        "recipients": found,
        "page": page,
        "shown": shown,
        "letter": letter,
        "body": with_sample_link(letter.body) if letter else "",
        "numbers": _numbers(found),
        "split": ", ".join(f"{name}: {count}" for name, count in found.by_kind),
        "warning": _warning(when),
        "button": _button(len(found.ready)),
    }


def with_sample_link(body: str) -> str:
    """The personal link does not exist yet; its form is shown."""
    return body.replace("{link}", f"{settings.SITE_URL}/einladung/…/")


def progress_page(request: Request, meeting: Any, batch: str, of: str) -> HttpResponse:
    """How far the messages of a release are; the page may be left and found again."""
    counted = progress(request.region, batch)
    context = {
        "meeting": meeting,
        "of": of,
        "progress": counted,
        "handled": counted.settled,
        "failed": outbox(request.region, state="failed", batch=batch)[:200],
    }
    part = "_progress" if request.htmx else "progress"
    return render(request, f"desk/meetings/{part}.html", context)


def _numbers(found: queries.Recipients) -> list[tuple[int, str]]:
    count = len(found.ready)
    numbers = [
        (count, ngettext("Empfänger", "Empfänger", count)),
        (found.to_persons, gettext("an die Person, die die Einrichtung vertritt")),
        (count - found.to_persons, gettext("an die allgemeine Adresse")),
        (len(found.without_address), gettext("ohne E-Mail-Adresse")),
        (found.already_invited, gettext("schon eingeladen")),
    ]
    return [numbers[0], *(row for row in numbers[1:] if row[0])]


def _button(count: int) -> str:
    return ngettext(
        "Einladung an %(count)s Empfänger freigeben",
        "Einladung an %(count)s Empfänger freigeben",
        count,
    ) % {"count": count}


def _warning(when: Timing) -> str:
    if when is Timing.EARLY:
        return gettext("Heute liegt vor dem Zeitfenster der Einladung.")
    if when is Timing.LATE:
        return gettext("Heute liegt nach dem Zeitfenster der Einladung.")
    return ""
