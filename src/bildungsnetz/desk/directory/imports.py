"""The desk's pages of imports: upload, preview, columns, take over."""

from typing import TYPE_CHECKING, Any

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
from bildungsnetz.directory import actions, planning, queries
from bildungsnetz.directory.forms import MappingForm, UploadForm
from bildungsnetz.directory.rules import DirectoryRefusal, ImportStale

if TYPE_CHECKING:
    from bildungsnetz.directory.models import ImportRun

_FIGURES = (
    ("new", _("neu")),
    ("changed", _("geändert")),
    ("unchanged", _("unverändert")),
    ("refused", _("zurückgewiesen")),
    ("gone", _("nicht mehr enthalten")),
    ("elsewhere", _("an anderem Ort, bleiben beiseite")),
)

# The address's `gruppe`, the group of the preview, and what it is called.
GROUPS = (
    ("neu", "new", _("Neu")),
    ("geaendert", "changed", _("Geändert")),
    ("zurueckgewiesen", "refused", _("Zurückgewiesen")),
    ("zweifelhaft", "doubtful", _("Bitte ansehen")),
    ("fehlend", "gone", _("Nicht mehr enthalten")),
)


@opens_to(Who.CLERK, "GET", "POST")
def imports(request: Request) -> HttpResponse:
    """Choose a file; below, the imports so far."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.upload_import(
                region=request.region,
                by=request.visitor.actor,
                at=timezone.now(),
                **form.asked(),
            )
        except DirectoryRefusal as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect("desk_import", region=request.region.slug, pk=run.pk)
    context = {
        "form": form,
        "page": page_of(queries.imports(request.region), request),
        "sources": queries.sources(request.region),
    }
    return render(request, "desk/directory/imports.html", context)


@opens_to(Who.CLERK)
def one_import(request: Request, pk: int) -> HttpResponse:
    """What the import would do, or did; while it is computed, how far that is."""
    run = fetch(queries.imports(request.region).defer(None).defer("content"), pk=pk)
    context: dict[str, Any] = {
        "run": run,
        "history": told(history(run)),
        "columns": _columns(run),
        "progress": queries.preview_progress(run),
    }
    if run.planned_at is not None:
        context |= _preview(request, run)
    return render(request, "desk/directory/import.html", context)


@opens_to(Who.CLERK)
def import_progress(request: Request, pk: int) -> HttpResponse:
    """The progress bar alone; sends the browser to the preview once it is there."""
    run = fetch(queries.imports(request.region), pk=pk)
    progress = queries.preview_progress(run)
    context = {"run": run, "progress": progress}
    answer = render(request, "desk/directory/_import_progress.html", context)
    if run.planned_at is not None or progress.failed:
        answer.headers["HX-Redirect"] = _address(request, pk)
    return answer


@opens_to(Who.CLERK, "GET", "POST")
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Correct which column fills which field."""
    run = fetch(queries.imports(request.region).filter(state="preview").defer(None), pk=pk)
    table = planning.read(bytes(run.content), run.file_name)
    form = MappingForm(
        request.POST or None,
        table=table,
        mapping=run.mapping,
        only_city=run.only_city,
        publish=run.publish,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_import_mapping(
                run=run, by=request.visitor.actor, at=timezone.now(), **form.asked()
            )
        except DirectoryRefusal as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk_import", region=request.region.slug, pk=pk)
    context = {"form": form, "run": run, "notes": table.notes}
    return render(request, "desk/directory/import_columns.html", context)


@opens_to(Who.CLERK, "POST")
def import_commit(request: Request, pk: int) -> HttpResponse:
    """Take over what the preview shows."""
    run = fetch(queries.imports(request.region), pk=pk)
    writer: dict[str, Any] = {"run": run, "by": request.visitor.actor, "at": timezone.now()}
    try:
        done = actions.commit_import(**writer)
    except ImportStale as problem:
        actions.renew_import_preview(**writer)
        messages.warning(request, str(problem))
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _taken(done.counts))
    return redirect("desk_import", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def import_renew(request: Request, pk: int) -> HttpResponse:
    """Compute the preview anew."""
    run = fetch(queries.imports(request.region), pk=pk)
    try:
        actions.renew_import_preview(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
    return redirect("desk_import", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Put an import aside; the register stays as it is."""
    run = fetch(queries.imports(request.region), pk=pk)
    try:
        actions.discard_import(run=run, by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as problem:
        messages.error(request, str(problem))
        return redirect("desk_import", region=request.region.slug, pk=pk)
    messages.success(request, gettext("Die Datei ist verworfen. Das Register blieb, wie es ist."))
    return redirect("desk_imports", region=request.region.slug)


def _address(request: Request, pk: int) -> str:
    return reverse("desk_import", kwargs={"region": request.region.slug, "pk": pk})


def _preview(request: Request, run: "ImportRun") -> dict[str, Any]:
    """The groups with their counts, and one of them in pages."""
    groups = [
        {"value": value, "key": key, "label": label, "count": len(run.preview.get(key, []))}
        for value, key, label in GROUPS
    ]
    filled = [group for group in groups if group["count"]]
    asked = [group for group in filled if group["value"] == request.GET.get("gruppe")]
    group = (asked or filled or groups)[0]
    labels = planning.labels()
    rows = [
        {**row, "cells": [(labels.get(name, name), old, new) for name, old, new in row["changes"]]}
        if "changes" in row
        else row
        for row in run.preview.get(group["key"], [])
    ]
    return {
        "groups": filled,
        "group": group,
        "page": page_of(rows, request),
        "taken": run.counts["new"] + run.counts["changed"],
        "numbers": [(run.counts[key], label) for key, label in _FIGURES if run.counts.get(key)],
    }


def _columns(run: "ImportRun") -> list[tuple[str, str]]:
    """Which field is filled from which columns, in words."""
    labels = planning.labels()
    return [(labels[field], " + ".join(columns)) for field, columns in run.mapping.items()]


def _taken(counts: dict[str, int]) -> str:
    number = counts["new"] + counts["changed"]
    if not number:
        return gettext("Alles stand schon so im Register; nichts wurde geändert.")
    note = ngettext(
        "%(number)s Einrichtung ist übernommen.",
        "%(number)s Einrichtungen sind übernommen.",
        number,
    )
    return note % {"number": number}


urls = [
    path("register/import/", imports, name="desk_imports"),
    path("register/import/<int:pk>/", one_import, name="desk_import"),
    path("register/import/<int:pk>/fortschritt/", import_progress, name="desk_import_progress"),
    path("register/import/<int:pk>/spalten/", import_columns, name="desk_import_columns"),
    path("register/import/<int:pk>/uebernehmen/", import_commit, name="desk_import_commit"),
    path("register/import/<int:pk>/neu/", import_renew, name="desk_import_renew"),
    path("register/import/<int:pk>/verwerfen/", import_discard, name="desk_import_discard"),
]
