"""A member's own organs: seat plan, functions, dates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to, require
from bildungsnetz.office.queries import own
from bildungsnetz.organs import queries, rules


@opens_to(Who.SIGNED_IN)
def organs(request: Request) -> HttpResponse:
    """The organs in which the visitor holds a seat or function, with their next dates."""
    now, today = timezone.now(), timezone.localdate()
    found = own.organs_of(request.visitor.user, request.region, today=today)
    keys = [one.organ.pk for one in found]
    context = {"memberships": found, "meetings": own.coming_dates(request.region, keys, at=now)}
    return render(request, "members/organs/organs.html", context)


@opens_to(Who.SIGNED_IN)
def organ(request: Request, pk: int) -> HttpResponse:
    """One of the visitor's organs: seat plan with names, functions, dates."""
    now, today = timezone.now(), timezone.localdate()
    found = fetch(queries.organs(request.region), pk=pk)
    memberships = own.organs_of(request.visitor.user, request.region, today=today)
    held = [mandate for one in memberships for mandate in one.mandates]
    require(request.visitor.is_clerk or rules.may_see_organ(found, held, today))
    on_day = queries.organ_on(found, today)
    context = {
        "organ": found,
        "on_day": on_day,
        "groups": queries.seat_groups(on_day, only_public=False),
        "functions": queries.function_facts(on_day.functions, only_public=False),
        "meetings": own.coming_dates(request.region, [found.pk], at=now),
    }
    return render(request, "members/organs/organ.html", context)


urls = [
    path("gremien/", organs, name="members_organs"),
    path("gremien/<int:pk>/", organ, name="members_organ"),
]
