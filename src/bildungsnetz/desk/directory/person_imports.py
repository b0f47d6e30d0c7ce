"""The desk's pages of imports of persons: upload, preview, columns, who is meant, take over."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.desk.directory.trail import told
from bildungsnetz.desk.directory.working import progress_answer
from bildungsnetz.directory import actions, person_plans, queries
from bildungsnetz.directory.forms import (
    PersonColumnsForm,
    PersonDecisionsForm,
    PersonUploadForm,
)
from bildungsnetz.directory.rules import DirectoryRefusal, ImportStale

if TYPE_CHECKING:
    from django.core.paginator import Page

    from bildungsnetz.directory.models import PersonImport

_FIGURES = (
    ("persons", _("neue Personen")),
    ("changed", _("geändert")),
    ("unchanged", _("unverändert")),
    ("undecided", _("noch zu entscheiden")),
    ("refused", _("zurückgewiesen")),
)
_LEFT_OPEN = "offen"

# The address's `gruppe`, the group of the preview, and what it is called.
GROUPS = (
    ("offen", "undecided", _("Vielleicht schon im Register")),
    ("neu", "new", _("Neu")),
    ("geaendert", "changed", _("Geändert")),
    ("zurueckgewiesen", "refused", _("Zurückgewiesen")),
    ("zweifelhaft", "doubtful", _("Bitte ansehen")),
)


@opens_to(Who.CLERK, "GET", "POST")
def person_imports(request: Request) -> HttpResponse:
    """Choose a file; below, the lists read in so far."""
    form = PersonUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.upload_person_import(
                region=request.region,
                by=request.visitor.actor,
                at=timezone.now(),
                **form.asked(),
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect("desk_person_import", region=request.region.slug, pk=run.pk)
    page = page_of(queries.person_imports(request.region), request)
    context = {"form": form, "page": page}
    return render(request, "desk/directory/person_imports.html", context)


@opens_to(Who.CLERK)
def person_import(request: Request, pk: int) -> HttpResponse:
    """What the import would do, or did; while it is computed, how far that is."""
    run = _run(request, pk)
    context: dict[str, Any] = {
        "run": run,
        "history": told(history(run)),
        "columns": _columns(run),
        "progress": queries.preview_progress(run),
    }
    if run.planned_at is not None or run.state == "committed":
        context |= _preview(request, run)
    return render(request, "desk/directory/person_import.html", context)


@opens_to(Who.CLERK)
def person_import_progress(request: Request, pk: int) -> HttpResponse:
    """The progress bar alone; sends the browser to the preview once it is there."""
    run = fetch(queries.person_imports(request.region), pk=pk)
    progress = queries.preview_progress(run)
    over = run.planned_at is not None or progress.failed
    context = {"run": run, "progress": progress}
    then = _address(request, pk)
    return progress_answer(request, "_person_import_progress", context, over=over, then=then)


@opens_to(Who.CLERK, "GET", "POST")
def person_import_columns(request: Request, pk: int) -> HttpResponse:
    """Correct which column tells what."""
    run = fetch(queries.person_imports(request.region).filter(state="preview").defer(None), pk=pk)
    table = person_plans.read(bytes(run.content), run.file_name)
    form = PersonColumnsForm(request.POST or None, table=table, run=run)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person_import(
                run=run, by=request.visitor.actor, at=timezone.now(), **form.asked()
            )
        except DirectoryRefusal as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk_person_import", region=request.region.slug, pk=pk)
    context = {"form": form, "run": run, "notes": table.notes}
    return render(request, "desk/directory/person_import_columns.html", context)


@opens_to(Who.CLERK, "POST")
def person_import_decide(request: Request, pk: int) -> HttpResponse:
    """Keep what was said about the rows of a page, or take all that are left as new persons."""
    run = _run(request, pk)
    form = _decisions(request, run, page_of(run.preview.get("undecided", []), request))
    if "alle" in request.POST:
        wishes = {row["row"]: "new" for row in run.preview.get("undecided", [])
                  if str(row["row"]) not in run.decisions}  # fmt: skip
    else:
        wishes = form.decisions if form.is_valid() else {}
    try:
        actions.decide_person_import(
            run=run, decisions=wishes, by=request.visitor.actor, at=timezone.now()
        )
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, gettext("Die Entscheidungen sind gespeichert."))
    query = urlencode({"gruppe": _LEFT_OPEN, "seite": request.GET.get("seite", "1")})
    return redirect(f"{_address(request, pk)}?{query}#zeilen")


@opens_to(Who.CLERK, "POST")
def person_import_commit(request: Request, pk: int) -> HttpResponse:
    """Take over what the preview shows and what was decided."""
    run = _run(request, pk)
    writer: dict[str, Any] = {"run": run, "by": request.visitor.actor, "at": timezone.now()}
    try:
        done = actions.commit_person_import(**writer)
    except ImportStale as problem:
        actions.renew_person_import(**writer)
        messages.warning(request, str(problem))
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _taken(done.counts))
    return redirect("desk_person_import", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def person_import_renew(request: Request, pk: int) -> HttpResponse:
    """Compute the preview anew."""
    run = fetch(queries.person_imports(request.region), pk=pk)
    try:
        actions.renew_person_import(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    return redirect("desk_person_import", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def person_import_discard(request: Request, pk: int) -> HttpResponse:
    """Put an import aside; the register stays as it is."""
    run = fetch(queries.person_imports(request.region), pk=pk)
    try:
        actions.discard_person_import(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
        return redirect("desk_person_import", region=request.region.slug, pk=pk)
    messages.success(request, gettext("Die Datei ist verworfen. Das Register blieb, wie es ist."))
    return redirect("desk_person_imports", region=request.region.slug)


def _run(request: Request, pk: int) -> "PersonImport":
    return fetch(queries.person_imports(request.region).defer(None), pk=pk)


def _address(request: Request, pk: int) -> str:
    return reverse("desk_person_import", kwargs={"region": request.region.slug, "pk": pk})


def _preview(request: Request, run: "PersonImport") -> dict[str, Any]:
    """The groups with their counts, and one of them in pages."""
    groups = [
        {"value": value, "key": key, "label": label, "count": len(run.preview.get(key, []))}
        for value, key, label in GROUPS
    ]
    filled = [group for group in groups if group["count"]]
    asked = [group for group in filled if group["value"] == request.GET.get("gruppe")]
    group = (asked or filled or groups)[0]
    page = page_of([_with_labels(row) for row in run.preview.get(group["key"], [])], request)
    decided = len(run.decisions)
    context = {
        "groups": filled,
        "group": group,
        "page": page,
        "taken": run.counts.get("new", 0) + run.counts.get("changed", 0) + decided,
        "open": run.counts.get("undecided", 0) - decided,
        "numbers": [(run.counts[key], label) for key, label in _FIGURES if run.counts.get(key)],
    }
    if group["key"] == "undecided":
        context["form"] = _decisions(request, run, page)
    return context


def _decisions(request: Request, run: "PersonImport", page: "Page[Any]") -> PersonDecisionsForm:
    """The form about the rows of a page, with those of the register whom they may be about."""
    keys = {key for row in page for key, _reason in row["perhaps"]}
    known = queries.persons_by_key(request.region, keys, timezone.localdate())
    posted = request.POST if request.method == "POST" else None
    return PersonDecisionsForm(posted, rows=page, known=known, decisions=run.decisions)


def _with_labels(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its changes in words."""
    labels = person_plans.labels()
    cells = [(labels.get(name, name), old, new) for name, old, new in row.get("changes", [])]
    return {**row, "cells": cells}


def _columns(run: "PersonImport") -> list[tuple[str, str]]:
    """Which field is filled from which columns, in words."""
    labels = person_plans.labels()
    return [(labels[field], " + ".join(columns)) for field, columns in run.columns.items()]


def _taken(counts: dict[str, int]) -> str:
    number = counts["new"] + counts["changed"]
    if not number:
        return gettext("Alles stand schon so im Register; nichts wurde geändert.")
    note = ngettext(
        "%(number)s Zeile ist übernommen.", "%(number)s Zeilen sind übernommen.", number
    )
    return note % {"number": number}


BASE = "register/personen/einlesen/"
urls = [
    path(BASE, person_imports, name="desk_person_imports"),
    path(f"{BASE}<int:pk>/", person_import, name="desk_person_import"),
    path(
        f"{BASE}<int:pk>/fortschritt/", person_import_progress, name="desk_person_import_progress"
    ),
    path(f"{BASE}<int:pk>/spalten/", person_import_columns, name="desk_person_import_columns"),
    path(f"{BASE}<int:pk>/wer/", person_import_decide, name="desk_person_import_decide"),
    path(f"{BASE}<int:pk>/uebernehmen/", person_import_commit, name="desk_person_import_commit"),
    path(f"{BASE}<int:pk>/neu/", person_import_renew, name="desk_person_import_renew"),
    path(f"{BASE}<int:pk>/verwerfen/", person_import_discard, name="desk_person_import_discard"),
]
