"""A member's own organs: seat plan, functions, dates."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to, require
from bildungsnetz.office.queries import own
from bildungsnetz.organs import queries, rules
from bildungsnetz.regions.forms import FieldFilterForm


@opens_to(Who.SIGNED_IN)
def organs(request: Request) -> HttpResponse:
    """The organs in which the visitor holds a seat or function, with their next dates; of one
    field of action if asked for."""
    now, today = timezone.now(), timezone.localdate()
    found = own.organs_with_fields(request.visitor.user, request.region, today=today)
    known = {field.pk: field for one in found for field in one.organ.fields.all()}
    form = FieldFilterForm(request.GET, fields=sorted(known.values(), key=lambda one: one.order))
    keys = [one.organ.pk for one in found]
    context = {
        "form": form,
        "chips": form.chips,
        "memberships": [one for one in found if _carries(one, form.slug)],
        "meetings": own.coming_dates(request.region, keys, at=now, field=form.slug),
    }
    return render(request, "members/organs/organs.html", context)


def _carries(one: queries.Membership, slug: str) -> bool:
    return not slug or slug in {field.slug for field in one.organ.fields.all()}


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
