"""The organs for everybody: the tree, and each with its seat plan on any day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, known, opens_to
from bildungsnetz.kit.composing import first
from bildungsnetz.office.queries import doings
from bildungsnetz.organs import queries
from bildungsnetz.organs.forms import AsOfForm
from bildungsnetz.regions.forms import FieldFilterForm


@opens_to(Who.ANYONE, cached=True)
def organs(request: Request) -> HttpResponse:
    """All organs with tasks, seats and fields of action; closed ones below."""
    nodes = queries.tree(request.region, timezone.localdate())
    fields = {field.pk: field for node in nodes for field in node.organ.fields.all()}
    form = FieldFilterForm(request.GET, fields=sorted(fields.values(), key=lambda one: one.order))
    if form.slug:
        nodes = [
            node for node in nodes if form.slug in {one.slug for one in node.organ.fields.all()}
        ]
    context = {
        "form": form,
        "chips": form.chips,
        "nodes": [node for node in nodes if not node.is_closed],
        "closed": [node for node in nodes if node.is_closed],
    }
    return render(request, "public/organs/organs.html", context)


@opens_to(Who.ANYONE, cached=True)
def organ(request: Request, slug: str) -> HttpResponse:
    """One organ as it stands today, or stood on the day asked for."""
    today = timezone.localdate()
    found = known(first(doings.public_organ(request.region.pk, slug, timezone.now(), today)))
    form = AsOfForm(request.GET)
    on_day = queries.organ_on(found, form.day(today))
    context = {
        "organ": found,
        "form": form,
        "on_day": on_day,
        "groups": queries.seat_groups(on_day, only_public=True),
        "functions": queries.function_facts(on_day.functions, only_public=True),
        "doings": doings.doings(found),
    }
    return render(request, "public/organs/organ.html", context)


urls = [
    path("gremien/", organs, name="organs"),
    path("gremien/<slug:slug>/", organ, name="organ"),
]
