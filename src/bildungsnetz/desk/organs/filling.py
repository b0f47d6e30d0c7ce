"""Who takes a seat, who leads, who belongs to an organ besides."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.organs import actions, queries
from bildungsnetz.organs.actions import Refused
from bildungsnetz.organs.forms import ChairForm, FillSeatForm, FunctionForm, seat_title

if TYPE_CHECKING:
    from bildungsnetz.organs.models import Mandate


@opens_to(Who.CLERK, "GET", "POST")
def seat_fill(request: Request, pk: int) -> HttpResponse:
    """Give a seat to its holder or substitute; whoever had it ends on the same day."""
    seat = fetch(queries.seats(request.region), pk=pk)
    form = FillSeatForm(request.POST or None, region=request.region, search=_search(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.fill_seat(
                seat=seat,
                person=form.who(),
                role=form.cleaned_data["role"],
                **form.period(),
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except Refused as problem:
            form.add_error("active_from", str(problem))
        else:
            return _done(request, made)
    context = {"form": form, "organ": seat.organ, "title": seat_title(seat)}
    return render(request, "desk/organs/seat_fill.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def chair(request: Request, pk: int) -> HttpResponse:
    """Enter a new chair or deputy chair; the former one ends on the same day."""
    organ = fetch(queries.organs(request.region), pk=pk)
    form = ChairForm(request.POST or None, region=request.region, search=_search(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_chair(
                organ=organ,
                person=form.who(),
                role=form.cleaned_data["role"],
                **form.period(),
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except Refused as problem:
            form.add_error("active_from", str(problem))
        else:
            return _done(request, made)
    return render(request, "desk/organs/chair.html", {"form": form, "organ": organ})


@opens_to(Who.CLERK, "GET", "POST")
def function(request: Request, pk: int) -> HttpResponse:
    """Let a person or an institution belong to an organ without a seat."""
    organ = fetch(queries.organs(request.region), pk=pk)
    form = FunctionForm(request.POST or None, region=request.region, search=_search(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_function(
                organ=organ,
                **form.member(),
                role=form.cleaned_data["role"],
                **form.period(),
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except Refused as problem:
            form.add_error("active_from", str(problem))
        else:
            return _done(request, made)
    return render(request, "desk/organs/function.html", {"form": form, "organ": organ})


def _search(request: Request) -> str:
    """What the register of persons is searched for."""
    return request.GET.get("suche", "")[:100]


def _done(request: Request, made: "Mandate") -> HttpResponse:
    """Back to the organ, with the way to take it back."""
    undo = reverse("desk_mandate_withdraw", kwargs={"region": request.region.slug, "pk": made.pk})
    before = queries.ended_by(made)
    if before is not None:
        undo = f"{undo}?davor={before.pk}"
    note = gettext("Eingetragen: %(name)s, %(role)s.") % {
        "name": made.person or made.institution,
        "role": made.get_role_display(),
    }
    messages.success(request, note, extra_tags=undo)
    return redirect("desk_organ", region=request.region.slug, pk=made.organ_id)


urls = [
    path("sitze/<int:pk>/besetzen/", seat_fill, name="desk_seat_fill"),
    path("gremien/<int:pk>/vorsitz/", chair, name="desk_chair"),
    path("gremien/<int:pk>/mitarbeit/", function, name="desk_organ_function"),
]
