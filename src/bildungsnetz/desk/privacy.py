"""The desk's pages on data protection: what is held of somebody, erasing, the record."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.privacy import actions, copying, queries, record, searching, subjects
from bildungsnetz.privacy.forms import ResponsibilityForm, SureForm

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Person
    from bildungsnetz.kit.privacy import Subject

RECENT = 20


@opens_to(Who.CLERK)
def privacy(request: Request) -> HttpResponse:
    """Find somebody in all rooms, also a guest; and where the record lies."""
    text = request.GET.get("suche", "")[:100]
    whose = request.GET.get("person")
    context = {
        # Whose further rows are looked for, coming from the page of a contact.
        "whose": fetch(queries.persons(request.region), pk=whose) if whose else None,
        "search": text,
        "persons": searching.find_persons(request.region, text),
        "rows": searching.find_rows(request.region, text),
        "erasures": queries.erasures(request.region)[:RECENT],
    }
    return render(request, "desk/privacy/overview.html", context)


@opens_to(Who.CLERK)
def person(request: Request, pk: int) -> HttpResponse:
    """What is held of a contact, and what an erasure would do."""
    found = fetch(queries.persons(request.region), pk=pk)
    rows = searching.keys_of(request.region, request.GET.getlist("zeile"))
    context = {
        "person": found,
        "name": str(found),
        "standing": queries.standing(subjects.of_person(found, also=rows)),
        "chosen": [f"{kind}:{key}" for kind, key in sorted(rows)],
        "sure": SureForm(),
    }
    return render(request, "desk/privacy/standing.html", context)


@opens_to(Who.CLERK)
def guest(request: Request) -> HttpResponse:
    """The same for somebody who is in no register, by the rows the office recognised."""
    if not request.GET.getlist("zeile"):
        return redirect("desk_privacy", region=request.region.slug)
    found, _person = _chosen(request)
    context = {
        "name": ", ".join(sorted(found.names)) or gettext("Ohne Namen"),
        "standing": queries.standing(found),
        "chosen": [f"{kind}:{key}" for kind, key in sorted(found.rows)],
        "sure": SureForm(),
    }
    return render(request, "desk/privacy/standing.html", context)


@opens_to(Who.CLERK, "POST")
def copy(request: Request) -> HttpResponse:
    """Hand out a copy of somebody's data as one file."""
    found, _person = _chosen(request)
    now = timezone.now()
    made = copying.copy_of(found, region=request.region, at=now)
    actions.note_copy(region=request.region, subject=found, by=request.visitor.actor, at=now)
    return copying.download(made, form=request.POST.get("form", "zip"))


@opens_to(Who.CLERK, "POST")
def copy_link(request: Request, pk: int) -> HttpResponse:
    """Mail a contact without an account the link to a copy."""
    found = fetch(queries.persons(request.region), pk=pk)
    try:
        actions.send_copy_link(person=found, by=request.visitor.actor, at=timezone.now())
    except actions.NoAddress as problem:
        messages.error(request, str(problem.sentence))
    else:
        note = gettext("%(name)s bekommt einen Link zur Auskunft. Er gilt %(days)s Tage.")
        days = actions.COPY_LINK_LIFETIME.days
        messages.success(request, note % {"name": found, "days": days})
    return redirect("desk_privacy_person", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def erase(request: Request) -> HttpResponse:
    """Erase somebody, once the office has said that it is sure."""
    found, whose = _chosen(request)
    form = SureForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Bitte bestätigen Sie, dass Sie das geprüft haben."))
        return _back(request, found, whose)
    try:
        actions.erase(
            region=request.region, subject=found, by=request.visitor.actor, at=timezone.now()
        )
    except actions.NotYet as refused:
        for sentence in refused.sentences:
            messages.error(request, sentence)
        return _back(request, found, whose)
    messages.success(request, gettext("Die Daten sind gelöscht. Es bleibt kein Weg zurück."))
    return redirect("desk_privacy", region=request.region.slug)


def _chosen(request: Request) -> "tuple[Subject, Person | None]":
    """The human whom a form or an address names: a contact, rows, or both. Raises Http404."""
    said = request.POST if request.method == "POST" else request.GET
    rows = searching.keys_of(request.region, said.getlist("zeile"))
    if key := said.get("person"):
        found = fetch(queries.persons(request.region), pk=key)
        return subjects.of_person(found, also=rows), found
    if not rows:
        raise Http404
    return subjects.of_rows(request.region, rows), None


def _back(request: Request, found: "Subject", whose: "Person | None") -> HttpResponse:
    query = {"zeile": [f"{kind}:{key}" for kind, key in sorted(found.rows)]} if found.rows else {}
    names = {"region": request.region.slug}
    if whose is None:
        return redirect(reverse("desk_privacy_guest", kwargs=names, query=query))
    kwargs = {**names, "pk": whose.pk}
    return redirect(reverse("desk_privacy_person", kwargs=kwargs, query=query))


@opens_to(Who.CLERK)
def processing(request: Request) -> HttpResponse:
    """The record of processing activities, to read and to print."""
    context = {"record": record.record_of(request.region)}
    return render(request, "desk/privacy/record.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def responsibility(request: Request) -> HttpResponse:
    """What the record says about the office itself."""
    form = ResponsibilityForm(request.POST or None, instance=queries.responsibility(request.region))
    if request.method == "POST" and form.is_valid():
        actions.save_responsibility(
            region=request.region, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, gettext("Die Angaben sind gespeichert."))
        return redirect("desk_processing", region=request.region.slug)
    return render(request, "desk/privacy/responsibility.html", {"form": form})


urls = [
    path("datenschutz/", privacy, name="desk_privacy"),
    path("datenschutz/fundstellen/", guest, name="desk_privacy_guest"),
    path("datenschutz/auskunft/", copy, name="desk_privacy_copy"),
    path("datenschutz/loeschen/", erase, name="desk_privacy_erase"),
    path("datenschutz/verzeichnis/", processing, name="desk_processing"),
    path("datenschutz/verantwortung/", responsibility, name="desk_responsibility"),
    path("register/personen/<int:pk>/datenschutz/", person, name="desk_privacy_person"),
    path("register/personen/<int:pk>/datenschutz/link/", copy_link, name="desk_privacy_link"),
]
