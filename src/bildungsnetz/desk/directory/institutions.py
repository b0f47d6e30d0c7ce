"""The desk's pages of institutions: list, export, record, add, edit, close, reopen."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.directory.lives import told_life
from bildungsnetz.desk.directory.merging import look_out, to_kept
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.desk.directory.trail import told
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms import (
    CloseForm,
    FunctionInInstitutionForm,
    InstitutionFilterForm,
    InstitutionForm,
)
from bildungsnetz.directory.forms.kinds import FieldsOfActionForm
from bildungsnetz.directory.publication import released_labels
from bildungsnetz.directory.queries.duplicates import forerunners
from bildungsnetz.directory.rules import DirectoryRefusal, is_active, is_open

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bildungsnetz.directory.models import Institution


@opens_to(Who.CLERK)
def register(request: Request) -> HttpResponse:
    """All institutions: search, filters, order, pages."""
    filters, rows = asked(request)
    page = page_of(queries.listed(rows), request)
    context = {"page": page, "filters": filters, "wanted": filters.wanted}
    return render(request, "desk/directory/institutions.html", context)


@opens_to(Who.CLERK)
def export(request: Request, form: str) -> HttpResponse:
    """The list as it is filtered and sorted; it imports again without a change."""
    _filters, rows = asked(request)
    return download(request, queries.institution_listing(rows), form)


@opens_to(Who.CLERK, "GET", "POST")
def register_fields(request: Request) -> HttpResponse:
    """Add fields of action to all institutions the list shows as it is filtered."""
    _filters, rows = asked(request)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    form = FieldsOfActionForm(
        request.POST if request.method == "POST" else None, region=request.region
    )
    if request.method == "POST" and form.is_valid():
        count = actions.add_fields(
            region=request.region,
            institutions=rows,
            fields=list(form.cleaned_data["fields_of_action"]),
            by=request.visitor.actor,
            at=timezone.now(),
        )
        note = ngettext(
            "Bei %(count)s Einrichtung ergänzt.", "Bei %(count)s Einrichtungen ergänzt.", count
        )
        messages.success(request, note % {"count": count})
        return redirect(reverse("desk_register", kwargs={"region": request.region.slug}) + query)
    context = {"form": form, "number": rows.count(), "query": query}
    return render(request, "desk/directory/institutions_fields.html", context)


def asked(request: Request) -> "tuple[InstitutionFilterForm, QuerySet[Institution]]":
    """The filters in the address, and the institutions they leave in the order asked for."""
    today = timezone.localdate()
    choices = queries.filter_choices(request.region, today)
    filters = InstitutionFilterForm(request.GET, choices=choices)
    rows = queries.find_institutions(request.region, filters.wanted, today)
    return filters, rows


@opens_to(Who.CLERK)
def institution(request: Request, pk: int) -> HttpResponse:
    """One institution: facts, people, history."""
    found = queries.profile(pk, request.region)
    if found is None:
        return to_kept(request, "institution", pk)
    functions = queries.functions_in(pk, request.region.pk)
    today = timezone.localdate()
    context = {
        "institution": found,
        "current": [f for f in functions if is_active(f.active_from, f.active_to, today)],
        "former": [f for f in functions if not is_active(f.active_from, f.active_to, today)],
        "predecessors": queries.predecessors(pk),
        "is_open": is_open(found.closed_on, today),
        "public_labels": released_labels(found.public_fields),
        "life": told_life(request, queries.INSTITUTION_LIFE.of(found)),
        "history": told(history(found, *functions, *forerunners(found))),
    }
    return render(request, "desk/directory/institution.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def institution_add(request: Request) -> HttpResponse:
    """Take a new institution into the register."""
    form = InstitutionForm(request.POST or None, region=request.region)
    twins = look_out(request, "institution", form)
    if request.method == "POST" and form.is_valid() and not twins:
        try:
            made = actions.add_institution(
                region=request.region,
                by=request.visitor.actor,
                at=timezone.now(),
                **form.cleaned(),
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            note = gettext("„%(name)s“ steht jetzt im Register.")
            messages.success(request, note % {"name": made.name})
            return redirect("desk_institution", region=request.region.slug, pk=made.pk)
    context = {"form": form, "twins": twins, "part": "einrichtungen"}
    return render(request, "desk/directory/institution_edit.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def institution_edit(request: Request, pk: int) -> HttpResponse:
    """Change what is known of an institution."""
    found = fetch(queries.institutions(request.region), pk=pk)
    form = InstitutionForm(request.POST or None, region=request.region, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_institution(
                institution=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned()
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, gettext("Die Angaben sind gespeichert."))
            return redirect("desk_institution", region=request.region.slug, pk=pk)
    context = {"form": form, "institution": found}
    return render(request, "desk/directory/institution_edit.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def institution_close(request: Request, pk: int) -> HttpResponse:
    """Close an institution; its history stays and names the successor."""
    found = fetch(queries.institutions(request.region), pk=pk)
    today = timezone.localdate()
    form = CloseForm(request.POST or None, institution=found, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_institution(
                institution=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            note = gettext("„%(name)s“ ist als geschlossen eingetragen.") % {"name": found.name}
            messages.success(request, note, extra_tags=_reopening(request, pk))
            return redirect("desk_institution", region=request.region.slug, pk=pk)
    context = {"form": form, "institution": found}
    return render(request, "desk/directory/institution_close.html", context)


@opens_to(Who.CLERK, "POST")
def institution_reopen(request: Request, pk: int) -> HttpResponse:
    """Take a closing back."""
    found = fetch(queries.institutions(request.region), pk=pk)
    actions.reopen_institution(institution=found, by=request.visitor.actor, at=timezone.now())
    note = gettext("„%(name)s“ ist wieder als bestehend eingetragen.")
    messages.success(request, note % {"name": found.name})
    return redirect("desk_institution", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "GET", "POST")
def institution_person(request: Request, pk: int) -> HttpResponse:
    """Note who does what in an institution."""
    found = fetch(queries.institutions(request.region), pk=pk)
    form = FunctionInInstitutionForm(request.POST or None, region=request.region)
    if request.method == "POST" and form.is_valid():
        actions.add_affiliation(
            institution=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, gettext("Die Tätigkeit ist eingetragen."))
        return redirect("desk_institution", region=request.region.slug, pk=pk)
    context = {"form": form, "institution": found}
    return render(request, "desk/directory/institution_person.html", context)


def _reopening(request: Request, pk: int) -> str:
    return reverse("desk_institution_reopen", kwargs={"region": request.region.slug, "pk": pk})


urls = [
    path("register/", register, name="desk_register"),
    *routes("register/export", export, "desk_register"),
    path("register/handlungsfelder/", register_fields, name="desk_register_fields"),
    path("register/einrichtungen/neu/", institution_add, name="desk_institution_add"),
    path("register/einrichtungen/<int:pk>/", institution, name="desk_institution"),
    path(
        "register/einrichtungen/<int:pk>/aendern/", institution_edit, name="desk_institution_edit"
    ),
    path(
        "register/einrichtungen/<int:pk>/schliessen/",
        institution_close,
        name="desk_institution_close",
    ),
    path(
        "register/einrichtungen/<int:pk>/eroeffnen/",
        institution_reopen,
        name="desk_institution_reopen",
    ),
    path(
        "register/einrichtungen/<int:pk>/person/",
        institution_person,
        name="desk_institution_person",
    ),
]
