"""Why we have a person's data: bases, consents, objection, and whether they were told."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.directory import actions, lawful, queries
from bildungsnetz.directory.forms import BasisForm, ConsentNoteForm, NoticeForm, OfficePostForm
from bildungsnetz.directory.queries import contact as contacts
from bildungsnetz.directory.rules import DirectoryRefusal
from bildungsnetz.post.stopping import address_hash

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Person


@opens_to(Who.CLERK)
def person_bases(request: Request, pk: int) -> HttpResponse:
    """For what, on which basis, from where; consents with their log; what is stopped."""
    found = fetch(queries.persons(request.region), pk=pk)
    log = list(contacts.consent_log(found))
    context = {
        "person": found,
        "bases": queries.contact_bases(pk),
        "consents": contacts.consents(found, request.region, log),
        "log": log,
        "stop": contacts.stop_of(request.region, _key(found)),
    }
    return render(request, "desk/directory/bases.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def basis_edit(request: Request, pk: int) -> HttpResponse:
    """Write down a basis, or correct the one of a purpose (`?zweck=`)."""
    found = fetch(queries.persons(request.region), pk=pk)
    form = BasisForm(request.POST or None, initial=_initial(found, request.GET.get("zweck", "")))
    if request.method == "POST" and form.is_valid():
        actions.record_basis(
            person=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, gettext("Die Grundlage ist eingetragen."))
        return redirect("desk_person_bases", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/basis_edit.html", {"form": form, "person": found})


def _initial(person: "Person", purpose: str) -> dict[str, str]:
    bases = queries.contact_bases(person.pk)
    row = next((one for one in bases if one.purpose == purpose), None)
    if row is None:
        return {}
    return {
        "purpose": row.purpose,
        "basis": row.basis,
        "source": row.source,
        "note": row.source_note,
    }


@opens_to(Who.CLERK, "POST")
def basis_end(request: Request, pk: int) -> HttpResponse:
    """Note that data are no longer used for a purpose."""
    found = fetch(contacts.bases(request.region), pk=pk)
    by, at = request.visitor.actor, timezone.now()
    if lawful.is_logged(found.purpose, found.basis):
        actions.withdraw_consent(
            person=found.person, purpose=found.purpose, channel="spoken", by=by, at=at
        )
    else:
        actions.end_basis(basis=found, by=by, at=at)
    messages.success(request, gettext("Dafür werden die Angaben nicht mehr genutzt."))
    return redirect("desk_person_bases", region=request.region.slug, pk=found.person_id)


@opens_to(Who.CLERK, "GET", "POST")
def person_post(request: Request, pk: int) -> HttpResponse:
    """Note an objection, or what a person no longer wants to get."""
    found = fetch(queries.persons(request.region), pk=pk)
    stop = contacts.stop_of(request.region, _key(found))
    current = stop.scope if stop else "all" if contacts.has_objected(found) else ""
    form = OfficePostForm(request.POST or None, initial={"scope": current})
    if request.method == "POST" and form.is_valid():
        try:
            _choose(request, found, form.cleaned_data)
        except DirectoryRefusal as refusal:
            form.add_error("scope", str(refusal))
        else:
            messages.success(request, gettext("Das ist eingetragen und gilt ab sofort."))
            return redirect("desk_person_bases", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/person_post.html", {"form": form, "person": found})


def _choose(request: Request, person: "Person", chosen: dict[str, Any]) -> None:
    actions.choose_post(
        region=request.region,
        key=_key(person),
        persons=[person],
        source="office",
        by=request.visitor.actor,
        at=timezone.now(),
        **chosen,
    )


@opens_to(Who.CLERK, "GET", "POST")
def person_consent(request: Request, pk: int, purpose: str) -> HttpResponse:
    """Note a consent that came on paper or by telephone, or that it was withdrawn."""
    found = fetch(queries.persons(request.region), pk=pk)
    rows = {one.purpose: one for one in contacts.consents(found, request.region)}
    consent = known(rows.get(purpose))
    form = ConsentNoteForm(request.POST or None, initial={"version": consent.version})
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.pop("version")
        note = {"person": found, "purpose": purpose, **form.cleaned_data}
        note |= {"by": request.visitor.actor, "at": timezone.now()}
        try:
            if consent.is_given:
                actions.withdraw_consent(**note)
            else:
                actions.give_consent(version=version, **note)
        except DirectoryRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Das ist eingetragen und gilt ab sofort."))
            return redirect("desk_person_bases", region=request.region.slug, pk=pk)
    context = {"form": form, "person": found, "consent": consent}
    return render(request, "desk/directory/person_consent.html", context)


@opens_to(Who.CLERK, "POST")
def person_told(request: Request, pk: int) -> HttpResponse:
    """Note that the office itself told a person of the data kept (Art. 14)."""
    found = fetch(queries.persons(request.region), pk=pk)
    form = NoticeForm(request.POST)
    if form.is_valid():
        actions.note_notice(
            person=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        note = gettext("Es ist vermerkt, dass %(name)s informiert ist.") % {"name": found}
        messages.success(request, note)
    return redirect("desk_notices", region=request.region.slug)


def _key(person: "Person") -> str:
    return address_hash(person.email) if person.email else ""


urls = [
    path("register/personen/<int:pk>/grundlagen/", person_bases, name="desk_person_bases"),
    path("register/personen/<int:pk>/grundlagen/eintragen/", basis_edit, name="desk_basis_edit"),
    path("register/grundlagen/<int:pk>/beenden/", basis_end, name="desk_basis_end"),
    path("register/personen/<int:pk>/post/", person_post, name="desk_person_post"),
    path(
        "register/personen/<int:pk>/einwilligung/<slug:purpose>/",
        person_consent,
        name="desk_person_consent",
    ),
    path("register/personen/<int:pk>/informiert/", person_told, name="desk_person_told"),
]
