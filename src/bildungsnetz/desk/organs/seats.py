"""Seats at the desk: set up, done away with, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.organs import actions, queries
from bildungsnetz.organs.actions import Refused
from bildungsnetz.organs.forms import EndForm, SeatsForm, seat_title


@opens_to(Who.CLERK, "GET", "POST")
def seats_add(request: Request, pk: int) -> HttpResponse:
    """Set up seats for which a party names people."""
    organ = fetch(queries.organs(request.region), pk=pk)
    form = SeatsForm(request.POST or None, region=request.region)
    if request.method == "POST" and form.is_valid():
        made = actions.add_seats(
            organ=organ, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        note = ngettext(
            "%(count)s Sitz ist eingerichtet. Besetzen Sie ihn jetzt.",
            "%(count)s Sitze sind eingerichtet. Besetzen Sie sie jetzt.",
            len(made),
        )
        messages.success(request, note % {"count": len(made)})
        return redirect("desk_organ", region=request.region.slug, pk=pk)
    return render(request, "desk/organs/seats_add.html", {"form": form, "organ": organ})


@opens_to(Who.CLERK, "GET", "POST")
def seat_end(request: Request, pk: int) -> HttpResponse:
    """Do away with a seat; it stays in the history."""
    seat = fetch(queries.seats(request.region), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day, actor, now = form.first_day_without(), request.visitor.actor, timezone.now()
        try:
            actions.end_seat(seat=seat, on=day, by=actor, at=now)
        except Refused as problem:
            form.add_error("last_day", str(problem))
        else:
            undo = reverse("desk_seat_reopen", kwargs={"region": request.region.slug, "pk": pk})
            note = gettext("%(seat)s ist aufgehoben.") % {"seat": seat_title(seat)}
            messages.success(request, note, extra_tags=undo)
            return redirect("desk_organ", region=request.region.slug, pk=seat.organ_id)
    context = {"form": form, "seat": seat, "title": seat_title(seat)}
    return render(request, "desk/organs/seat_end.html", context)


@opens_to(Who.CLERK, "POST")
def seat_reopen(request: Request, pk: int) -> HttpResponse:
    """Take back the end of a seat."""
    seat = fetch(queries.seats(request.region), pk=pk)
    actions.reopen_seat(seat=seat, by=request.visitor.actor, at=timezone.now())
    messages.success(
        request, gettext("%(seat)s ist wieder eingerichtet.") % {"seat": seat_title(seat)}
    )
    return redirect("desk_organ", region=request.region.slug, pk=seat.organ_id)


@opens_to(Who.CLERK, "POST")
def seat_remove(request: Request, pk: int) -> HttpResponse:
    """Delete a seat that was never held."""
    seat = fetch(queries.seats(request.region), pk=pk)
    title, organ = seat_title(seat), seat.organ_id
    try:
        actions.remove_seat(seat=seat, by=request.visitor.actor, at=timezone.now())
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("%(seat)s ist gelöscht.") % {"seat": title})
    return redirect("desk_organ", region=request.region.slug, pk=organ)


urls = [
    path("gremien/<int:pk>/sitze/neu/", seats_add, name="desk_seats_add"),
    path("sitze/<int:pk>/aufheben/", seat_end, name="desk_seat_end"),
    path("sitze/<int:pk>/wieder-einrichten/", seat_reopen, name="desk_seat_reopen"),
    path("sitze/<int:pk>/loeschen/", seat_remove, name="desk_seat_remove"),
]
