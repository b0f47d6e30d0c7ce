"""The desk's pages of audiences (Verteiler): list, who is in and why, edit, pick by hand."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.directory.paging import counted_page
from bildungsnetz.desk.directory.trail import told
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms import AudienceForm, InstitutionFilterForm
from bildungsnetz.directory.rules import DirectoryRefusal

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Audience

_FOUND = 10


@opens_to(Who.CLERK)
def audiences(request: Request) -> HttpResponse:
    """All audiences with how many institutions each has today."""
    found = queries.audiences_with_counts(request.region, timezone.localdate())
    return render(request, "desk/directory/audiences.html", {"audiences": found})


@opens_to(Who.CLERK)
def audience(request: Request, pk: int) -> HttpResponse:
    """One audience as it is today: which institutions it holds, and why; pick more by hand."""
    found = known(queries.audience_of(request.region, pk))
    today = timezone.localdate()
    page = counted_page(queries.counted_institutions(found, today=today), request)
    search = request.GET.get("suche", "")[:100]
    context = {
        "audience": found,
        "page": page,
        "rows": queries.audience_rows(found, today, page.object_list),
        "without_address": page.object_list[0].mute if page.object_list else 0,
        "query": queries.query_names(request.region, found.query, today),
        "removed": queries.removed_by_hand(pk),
        "search": search,
        "candidates": _candidates(request, search, found),
        "history": told(history(found)),
    }
    return render(request, "desk/directory/audience.html", context)


@opens_to(Who.CLERK)
def audience_people(request: Request, pk: int) -> HttpResponse:
    """The people of an audience: who speaks for its institutions, who holds its seats, and why."""
    found = known(queries.audience_of(request.region, pk))
    today = timezone.localdate()
    page = counted_page(queries.counted_people(found, today=today), request)
    rows = queries.audience_person_rows(found, today, page.object_list)
    context = {"audience": found, "page": page, "rows": rows}
    return render(request, "desk/directory/audience_people.html", context)


@opens_to(Who.CLERK)
def audience_export(request: Request, pk: int, form: str) -> HttpResponse:
    """The institutions of an audience as it is today."""
    found = fetch(queries.audiences(request.region), pk=pk)
    rows = queries.audience_institutions(found, today=timezone.localdate())
    return download(request, queries.institution_listing(rows), form)


@opens_to(Who.CLERK)
def audience_people_export(request: Request, pk: int, form: str) -> HttpResponse:
    """The people of an audience as it is today."""
    found = fetch(queries.audiences(request.region), pk=pk)
    today = timezone.localdate()
    listing = queries.person_listing(queries.audience_people(found, today=today), today)
    return download(request, listing, form)


@opens_to(Who.CLERK, "GET", "POST")
def audience_add(request: Request) -> HttpResponse:
    """Save a new audience, perhaps what a list of the register is narrowed to."""
    choices = queries.filter_choices(request.region, timezone.localdate())
    wanted = InstitutionFilterForm(request.GET, choices=choices).wanted
    form = AudienceForm(request.POST or None, choices=choices, initial=wanted.as_query())
    if request.method == "POST" and form.is_valid() and not _counts(request):
        try:
            made = actions.save_audience(
                region=request.region,
                name=form.cleaned_data["name"],
                query=form.query,
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect("desk_audience", region=request.region.slug, pk=made.pk)
    context = {"form": form, "number": _number(request, form)}
    return render(request, "desk/directory/audience_edit.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def audience_edit(request: Request, pk: int) -> HttpResponse:
    """Change name and query; what was picked by hand stays."""
    found = fetch(queries.audiences(request.region), pk=pk)
    form = AudienceForm(
        request.POST or None,
        choices=queries.filter_choices(request.region, timezone.localdate()),
        initial=AudienceForm.start(found.name, found.query),
    )
    if request.method == "POST" and form.is_valid() and not _counts(request):
        try:
            _save(request, found, name=form.cleaned_data["name"], query=form.query)
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, gettext("Der Verteiler ist gespeichert."))
            return redirect("desk_audience", region=request.region.slug, pk=pk)
    context = {"form": form, "audience": found, "number": _number(request, form)}
    return render(request, "desk/directory/audience_edit.html", context)


def _counts(request: Request) -> bool:
    """Whether the form only asks how many it fits, by its second button or while one chooses."""
    return request.POST.get("schritt") == "zaehlen"


def _number(request: Request, form: AudienceForm) -> int:
    """How many institutions the query fits today, as it stands in the form."""
    query = form.initial
    if form.is_bound:
        form.is_valid()
        query = form.query
        if _counts(request):  # nobody asked for the name yet
            form.errors.pop("name", None)
    elif isinstance(query.get("attendance"), str):
        query = {**query, "attendance": [query["attendance"]]}
    query = {**query, "by_hand": query.get("by_hand") in {True, "hand"}}
    return queries.matching(request.region, query, timezone.localdate()).count()


@opens_to(Who.CLERK, "POST")
def audience_pick(request: Request, pk: int) -> HttpResponse:
    """Take one institution in or out by hand, or leave it to the query again."""
    found = fetch(queries.audiences(request.region), pk=pk)
    row = fetch(queries.institutions(request.region), pk=request.POST.get("einrichtung"))
    added = {one.pk: one for one in found.added.all()}
    removed = {one.pk: one for one in found.removed.all()}
    added.pop(row.pk, None)
    removed.pop(row.pk, None)
    wish = request.POST.get("wunsch")
    if wish == "hinein":
        added[row.pk] = row
    elif wish == "heraus":
        removed[row.pk] = row
    _save(request, found, added=list(added.values()), removed=list(removed.values()))
    note = gettext("Der Verteiler ist gespeichert.")
    messages.success(request, note)
    return redirect("desk_audience", region=request.region.slug, pk=pk)


def _save(request: Request, audience: "Audience", **changes: Any) -> None:
    """Save an audience with some changes; the rest stays as it is."""
    kept = {
        "name": audience.name,
        "query": audience.query,
        "added": list(audience.added.all()),
        "removed": list(audience.removed.all()),
    }
    actions.save_audience(
        region=request.region,
        audience=audience,
        by=request.visitor.actor,
        at=timezone.now(),
        **{**kept, **changes},
    )


def _candidates(request: Request, search: str, audience: "Audience") -> list[Any]:
    """Open institutions that the search finds and the audience does not have, ten at most."""
    if not search:
        return []
    today = timezone.localdate()
    inside = queries.audience_institutions(audience, today=today).order_by().values("pk")
    wanted = queries.InstitutionFilter(search=search)
    found = queries.find_institutions(request.region, wanted, today)
    return list(found.exclude(pk__in=inside)[:_FOUND])


urls = [
    path("register/verteiler/", audiences, name="desk_audiences"),
    path("register/verteiler/neu/", audience_add, name="desk_audience_add"),
    path("register/verteiler/<int:pk>/", audience, name="desk_audience"),
    *routes("register/verteiler/<int:pk>/einrichtungen", audience_export, "desk_audience"),
    path("register/verteiler/<int:pk>/personen/", audience_people, name="desk_audience_people"),
    *routes("register/verteiler/<int:pk>/personen", audience_people_export, "desk_audience_people"),
    path("register/verteiler/<int:pk>/aendern/", audience_edit, name="desk_audience_edit"),
    path("register/verteiler/<int:pk>/auswahl/", audience_pick, name="desk_audience_pick"),
]
