"""The desk's pages of persons: list, record, add, edit, functions, permission to sign in."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.directory.lives import told_life
from bildungsnetz.desk.directory.merging import look_out, to_kept
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.desk.directory.trail import told
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms import (
    EndForm,
    FunctionOfPersonForm,
    NewPersonForm,
    PersonFilterForm,
    PersonForm,
    PublicationForm,
)
from bildungsnetz.directory.queries.duplicates import forerunners
from bildungsnetz.directory.rules import DirectoryRefusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bildungsnetz.directory.models import Person


@opens_to(Who.CLERK)
def persons(request: Request) -> HttpResponse:
    """All contacts of the region, with what each does now."""
    filters, rows = _asked(request)
    page = page_of(queries.listed_persons(rows), request)
    context = {"page": page, "search": filters.search, "filters": filters}
    return render(request, "desk/directory/persons.html", context)


@opens_to(Who.CLERK)
def persons_export(request: Request, form: str) -> HttpResponse:
    """The list as it is filtered and sorted; it imports again without a change."""
    listing = queries.person_listing(_asked(request)[1], timezone.localdate())
    return download(request, listing, form)


@opens_to(Who.CLERK)
def person_card(request: Request, pk: int, form: str) -> HttpResponse:
    """One person for the address book."""
    fetch(queries.persons(request.region), pk=pk)
    one = queries.persons(request.region).filter(pk=pk)
    return download(request, queries.person_listing(one, timezone.localdate()), form)


def _asked(request: Request) -> "tuple[PersonFilterForm, QuerySet[Person]]":
    """The filters in the address, and the persons they leave in the order asked for."""
    today = timezone.localdate()
    choices = queries.PERSONS.choices(request.region, today)
    filters = PersonFilterForm(request.GET, choices=choices)
    rows = queries.find_persons(request.region, institution=None, today=today, **filters.wanted)
    return filters, rows


@opens_to(Who.CLERK)
def person(request: Request, pk: int) -> HttpResponse:
    """One person: contact, functions and mandates in time order, history."""
    found = queries.person_profile(pk, request.region)
    if found is None:
        return to_kept(request, "person", pk)
    functions = queries.functions_of(found)
    context = {
        "person": found,
        "functions": functions,
        "bases": queries.contact_bases(pk),
        "life": told_life(request, queries.PERSON_LIFE.of(found)),
        "history": told(history(found, *functions, *forerunners(found))),
    }
    return render(request, "desk/directory/person.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def person_add(request: Request) -> HttpResponse:
    """Take a new contact into the register."""
    form = NewPersonForm(request.POST or None, region=request.region)
    twins = look_out(request, "person", form)
    if request.method == "POST" and form.is_valid() and not twins:
        made = actions.add_person(
            region=request.region,
            by=request.visitor.actor,
            at=timezone.now(),
            **form.cleaned_data,
        )
        note = gettext("%(name)s steht jetzt im Register. Tragen Sie gleich die Tätigkeit ein.")
        messages.success(request, note % {"name": made})
        return redirect("desk_person", region=request.region.slug, pk=made.pk)
    context = {"form": form, "twins": twins, "part": "personen"}
    return render(request, "desk/directory/person_edit.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def person_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is known of a contact."""
    found = fetch(queries.persons(request.region), pk=pk)
    form = PersonForm(request.POST or None, region=request.region, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_person(
            person=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, gettext("Die Angaben sind gespeichert."))
        return redirect("desk_person", region=request.region.slug, pk=pk)
    return render(request, "desk/directory/person_edit.html", {"form": form, "person": found})


@opens_to(Who.CLERK, "GET", "POST")
def person_publication(request: Request, pk: int) -> HttpResponse:
    """Say what of a contact stands in public, and why it may."""
    found = fetch(queries.persons(request.region), pk=pk)
    names = ("is_public", "public_fields", "publication_basis")
    form = PublicationForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(found, name) for name in names},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_person(
                person=found, by=request.visitor.actor, at=timezone.now(), **form.asked
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, gettext("Die Veröffentlichung ist gespeichert."))
            return redirect("desk_person", region=request.region.slug, pk=pk)
    context = {"form": form, "person": found}
    return render(request, "desk/directory/person_publication.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def person_function(request: Request, pk: int) -> HttpResponse:
    """Note what a person does in an institution."""
    found = fetch(queries.persons(request.region), pk=pk)
    form = FunctionOfPersonForm(request.POST or None, region=request.region)
    if request.method == "POST" and form.is_valid():
        actions.add_affiliation(
            person=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, gettext("Die Tätigkeit ist eingetragen."))
        return redirect("desk_person", region=request.region.slug, pk=pk)
    context = {"form": form, "person": found}
    return render(request, "desk/directory/person_function.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def function_end(request: Request, pk: int) -> HttpResponse:
    """End a function on a day."""
    found = fetch(queries.affiliations(request.region), pk=pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_affiliation(
                affiliation=found,
                active_to=form.active_to,
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except DirectoryRefusal as problem:
            form.add_error("last_day", str(problem))
        else:
            messages.success(request, gettext("Das Ende der Tätigkeit ist eingetragen."))
            return redirect("desk_person", region=request.region.slug, pk=found.person_id)
    context = {"form": form, "function": found}
    return render(request, "desk/directory/function_end.html", context)


@opens_to(Who.CLERK, "POST")
def person_sign_in(request: Request, pk: int) -> HttpResponse:
    """Let a person sign in by mailed links."""
    found = fetch(queries.persons(request.region), pk=pk)
    try:
        actions.allow_sign_in(person=found, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    else:
        note = gettext("%(name)s kann sich jetzt mit der E-Mail-Adresse %(address)s anmelden.")
        messages.success(request, note % {"name": found, "address": found.email})
    return redirect("desk_person", region=request.region.slug, pk=pk)


urls = [
    path("register/personen/", persons, name="desk_persons"),
    *routes("register/personen", persons_export, "desk_persons"),
    path(
        "register/personen/<int:pk>/karte.vcf", person_card, {"form": "vcf"}, name="desk_person_vcf"
    ),
    path("register/personen/neu/", person_add, name="desk_person_add"),
    path("register/personen/<int:pk>/", person, name="desk_person"),
    path("register/personen/<int:pk>/aendern/", person_edit, name="desk_person_edit"),
    path(
        "register/personen/<int:pk>/veroeffentlichung/",
        person_publication,
        name="desk_person_publication",
    ),
    path("register/personen/<int:pk>/taetigkeit/", person_function, name="desk_person_function"),
    path("register/personen/<int:pk>/anmeldung/", person_sign_in, name="desk_person_sign_in"),
    path("register/taetigkeiten/<int:pk>/beenden/", function_end, name="desk_function_end"),
]
