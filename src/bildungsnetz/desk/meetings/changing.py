"""After a conference was moved or called off: who would be told, in which words, one button."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.desk.meetings import releasing
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.forms import ChangeNoteForm
from bildungsnetz.meetings.rules import MeetingRefusal


@opens_to(Who.CLERK, "GET", "POST")
def change(request: Request, pk: int) -> HttpResponse:
    """The news as real recipients get it, the numbers, and the one button."""
    meeting = known(queries.head(request.region, pk))
    now, to_declined = timezone.now(), _asks_declined(request, meeting)
    if request.method == "POST":
        try:
            count = actions.release_change(
                meeting=meeting, to_declined=to_declined, by=request.visitor.actor, at=now
            )
        except MeetingRefusal as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _released(count))
        return redirect("desk_change_progress", region=request.region.slug, pk=pk)
    if meeting.untold_since is None:
        return redirect("desk_conference", region=request.region.slug, pk=pk)
    context = {
        "meeting": meeting,
        "to_declined": to_declined,
        "form": ChangeNoteForm(initial={"note": meeting.change_note}),
    }
    context |= _preview(request, meeting, to_declined=to_declined)
    return render(request, "desk/meetings/change.html", context)


def _asks_declined(request: Request, meeting: Any) -> bool:
    """Whoever declined may be free on another date; a date called off is nothing to them."""
    is_moved = queries.known_facts(meeting)["is_moved"]
    usual = "ja" if is_moved and meeting.cancelled_at is None else "nein"
    return request.GET.get("abgesagte", usual) == "ja"


def _preview(request: Request, meeting: Any, *, to_declined: bool) -> dict[str, object]:
    """One recipient after the other, and the numbers of all."""
    found = queries.told_of_change(meeting, to_declined=to_declined, today=timezone.localdate())
    page = Paginator(found.ready, 1).get_page(request.GET.get("seite"))
    shown = page[0] if found.ready else None
    letter = queries.change_letter(meeting, shown, at=timezone.now()) if shown else None
    return {
        "found": found,
        "page": page,
        "shown": shown,
        "letter": letter,
        "body": releasing.with_sample_link(letter.body) if letter else "",
        "numbers": _numbers(found),
        "button": _button(meeting, len(found.ready)),
    }


def _numbers(found: queries.ToldOfChange) -> list[tuple[int, str]]:
    persons = len(found.ready) - found.institutions
    numbers = [
        (len(found.ready), gettext("Nachrichten")),
        (found.institutions, gettext("an eingeladene Einrichtungen")),
        (persons, gettext("an angemeldete Personen")),
        (len(found.without_address), gettext("ohne E-Mail-Adresse")),
    ]
    return [numbers[0], *(row for row in numbers[1:] if row[0])]


def _button(meeting: Any, count: int) -> str:
    if meeting.cancelled_at is not None:
        text = ngettext(
            "Absage an %(count)s Empfänger freigeben",
            "Absage an %(count)s Empfänger freigeben",
            count,
        )
    else:
        text = ngettext(
            "Änderung an %(count)s Empfänger freigeben",
            "Änderung an %(count)s Empfänger freigeben",
            count,
        )
    return text % {"count": count}


def _released(count: int) -> str:
    return ngettext(
        "%(count)s Nachricht ist freigegeben.", "%(count)s Nachrichten sind freigegeben.", count
    ) % {"count": count}


@opens_to(Who.CLERK, "POST")
def change_note(request: Request, pk: int) -> HttpResponse:
    """Keep the office's own sentence and show the message with it."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    form = ChangeNoteForm(request.POST)
    if form.is_valid():
        actions.write_change_note(
            meeting=meeting, **form.cleaned_data, by=request.visitor.actor, at=timezone.now()
        )
    else:
        messages.error(request, gettext("Der Hinweis ist zu lang: höchstens 1.000 Zeichen."))
    return redirect("desk_change", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def change_nobody(request: Request, pk: int) -> HttpResponse:
    """Everybody knows already: nothing is sent."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    try:
        actions.tell_nobody(meeting=meeting, by=request.visitor.actor, at=timezone.now())
    except MeetingRefusal as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, gettext("Es geht keine Nachricht hinaus."))
    return redirect("desk_conference", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK)
def change_progress(request: Request, pk: int) -> HttpResponse:
    """How far the messages about the latest change are."""
    meeting = known(queries.head(request.region, pk))
    of = gettext("Versand der Benachrichtigung")
    return releasing.progress_page(request, meeting, actions.change_batch(meeting), of)


BASE = "konferenzen/<int:pk>/aenderung/"
routes = [
    path(BASE, change, name="desk_change"),
    path(f"{BASE}hinweis/", change_note, name="desk_change_note"),
    path(f"{BASE}niemand/", change_nobody, name="desk_change_nobody"),
    path(f"{BASE}versand/", change_progress, name="desk_change_progress"),
]
