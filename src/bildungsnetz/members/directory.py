"""The members' pages of the register: the institutions one speaks for, and one's own data."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, known, opens_to
from bildungsnetz.directory import queries
from bildungsnetz.office.lives import life

if TYPE_CHECKING:
    from bildungsnetz.accounts.models import User


@opens_to(Who.SIGNED_IN)
def institution(request: Request) -> HttpResponse:
    """What the register knows of the institutions one represents; changes go to the office."""
    mine = queries.represented_by(_user(request), request.region, timezone.localdate())
    context = {"institutions": list(mine.prefetch_related("stages", "fields", "topics"))}
    return render(request, "members/directory/institution.html", context)


@opens_to(Who.SIGNED_IN)
def data(request: Request) -> HttpResponse:
    """What the register knows about oneself, why, and what one does where."""
    person = queries.person_of(_user(request), request.region)
    context = {
        "person": person,
        "functions": queries.functions_of(person) if person else [],
        "bases": queries.contact_bases(person.pk) if person else [],
    }
    return render(request, "members/directory/data.html", context)


@opens_to(Who.SIGNED_IN)
def card(request: Request) -> HttpResponse:
    """Oneself for one's own address book."""
    me = known(queries.person_of(_user(request), request.region))
    today = timezone.localdate()
    alone = queries.person_listing(queries.persons(request.region).filter(pk=me.pk), today)
    return alone.answer("vcf", request.region.slug, today)


@opens_to(Who.SIGNED_IN)
def timeline(request: Request) -> HttpResponse:
    """Everything in the network one is or was part of, in time."""
    person = queries.person_of(_user(request), request.region)
    entries = queries.PERSON_LIFE.of(person) if person else []
    told = life(entries, timezone.localdate(), request.region.slug, {})
    context = {"person": person, "life": told}
    return render(request, "members/directory/timeline.html", context)


def _user(request: Request) -> "User":
    if request.visitor.user is None:
        raise PermissionDenied
    return request.visitor.user


urls = [
    path("einrichtung/", institution, name="members_institution"),
    path("daten/", data, name="members_data"),
    path("daten/karte.vcf", card, name="members_card_vcf"),
    path("verlauf/", timeline, name="members_timeline"),
]
