"""The desk's pages of imports: upload, preview, columns, take over."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.accounts.queries import history
from bildungsnetz.desk.directory import import_rows
from bildungsnetz.desk.directory.paging import SIZE, page_of
from bildungsnetz.desk.directory.trail import told
from bildungsnetz.desk.directory.working import progress_answer
from bildungsnetz.directory import actions, planning, previews, queries
from bildungsnetz.directory.forms import MappingForm, UploadForm
from bildungsnetz.directory.forms.deciding import RowChoices
from bildungsnetz.directory.importing import Decisions
from bildungsnetz.directory.rules import DirectoryRefusal, ImportStale

if TYPE_CHECKING:
    from bildungsnetz.directory.models import ImportRun

_FIGURES = (
    ("taken", _("übernommen")),
    ("closed", _("geschlossen")),
    ("unchanged", _("unverändert")),
    ("refused", _("zurückgewiesen")),
    ("elsewhere", _("an anderem Ort, bleiben beiseite")),
)


@opens_to(Who.CLERK, "GET", "POST")
def imports(request: Request) -> HttpResponse:
    """Choose a file; below, the imports so far."""
    form = UploadForm(request.POST or None, request.FILES or None, region=request.region)
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
    return _shown(request, _run(request, pk))


@opens_to(Who.CLERK, "POST")
def import_decide(request: Request, pk: int) -> HttpResponse:
    """Keep what was chosen on a page of the preview, for its rows or for all of the group."""
    run = _run(request, pk)
    if run.state != "preview":
        return redirect("desk_import", region=request.region.slug, pk=pk)
    choices = RowChoices(request.POST, run)
    if choices.is_valid:
        run = actions.decide_import(
            run=run, change=choices.change, by=request.visitor.actor, at=timezone.now()
        )
    if request.headers.get("HX-Request"):  # each choice is kept as soon as it is made
        context = {"run": run, "choices": choices, **_release(run)}
        return render(request, "desk/directory/_import_release.html", context)
    if not choices.is_valid:
        return _shown(request, run, choices)
    page = request.POST.get("weiter") or request.POST.get("seite") or "1"
    query = urlencode({"gruppe": request.POST.get("gruppe", ""), "seite": page})
    return redirect(f"{_address(request, pk)}?{query}#zeilen")


@opens_to(Who.CLERK)
def import_progress(request: Request, pk: int) -> HttpResponse:
    """The progress bar alone; sends the browser to the preview once it is there."""
    run = fetch(queries.imports(request.region), pk=pk)
    progress = queries.preview_progress(run)
    over = run.planned_at is not None or progress.failed
    context = {"run": run, "progress": progress}
    then = _address(request, pk)
    return progress_answer(request, "_import_progress", context, over=over, then=then)


@opens_to(Who.CLERK, "GET", "POST")
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Correct which column fills which field."""
    run = fetch(queries.imports(request.region).filter(state="preview").defer(None), pk=pk)
    table = planning.read(bytes(run.content), run.file_name)
    form = MappingForm(request.POST or None, table=table, run=run)
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
    """Keep what was chosen on the page, then take over what the preview shows and was decided."""
    run = _run(request, pk)
    choices = RowChoices(request.POST, run)
    if not choices.is_valid:
        return _shown(request, run, choices)
    writer: dict[str, Any] = {"run": run, "by": request.visitor.actor, "at": timezone.now()}
    try:
        if choices.group:
            actions.decide_import(**writer, change=choices.change)
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


def _run(request: Request, pk: int) -> "ImportRun":
    """The run with its preview and decisions, without its file."""
    rows = queries.imports(request.region).defer(None).defer("content")
    return fetch(rows.select_related("uploaded_by", "layout"), pk=pk)


def _shown(request: Request, run: "ImportRun", choices: RowChoices | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "run": run,
        "choices": choices,
        "history": told(history(run)),
        "columns": _columns(run),
        "progress": None if run.planned_at else queries.preview_progress(run),
        "given": [field.name for field in run.fields.all()],
    }
    if run.planned_at is not None:
        context |= _preview(request, run, choices)
    return render(request, "desk/directory/import.html", context)


def _preview(request: Request, run: "ImportRun", choices: RowChoices | None) -> dict[str, Any]:
    """The groups with their counts, one of them in pages, and what would happen."""
    found = import_rows.groups(run)
    wanted = request.POST.get("gruppe") or request.GET.get("gruppe")
    asked = [group for group in found if group["value"] == wanted]
    group = (asked or found or [{"key": "", "value": "", "count": 0}])[0]
    asked_page = request.POST.get("seite") or request.GET.get("seite")
    page = Paginator(range(group["count"]), SIZE).get_page(asked_page)
    return {
        "groups": found,
        "group": group,
        "page": page,
        "rows": import_rows.shown(run, group["key"], page.number, choices),
        "fates": import_rows.FATES,
        "decides": run.state == "preview" and group["key"] in {"new", "changed", "gone"},
        "results": [(run.counts[key], label) for key, label in _FIGURES if run.counts.get(key)],
        **_release(run),
    }


def _release(run: "ImportRun") -> dict[str, Any]:
    """The figures of what a commit would do, after the decisions."""
    figures = previews.figures(run.preview, Decisions.from_json(run.decisions))
    words = (
        ("new", _("neu")),
        ("changed", _("geändert")),
        ("gone", _("geschlossen")),
        ("left", _("belassen")),
        ("refused", _("zurückgewiesen")),
        ("elsewhere", _("an anderem Ort, bleiben beiseite")),
    )
    numbers = {**run.counts, **figures}
    return {
        "taken": figures["new"] + figures["changed"],
        "closed": figures["gone"],
        "numbers": [(numbers[key], label) for key, label in words if numbers.get(key)],
    }


def _columns(run: "ImportRun") -> list[tuple[str, str]]:
    """Which field is filled from which columns, in words."""
    labels = planning.labels()
    return [(labels[field], " + ".join(columns)) for field, columns in run.mapping.items()]


def _taken(counts: dict[str, int]) -> str:
    number, closed = counts["taken"], counts["closed"]
    if not number and not closed:
        return gettext("Alles stand schon so im Register; nichts wurde geändert.")
    notes = [
        ngettext(
            "%(number)s Einrichtung ist übernommen.",
            "%(number)s Einrichtungen sind übernommen.",
            number,
        )
        % {"number": number}
    ]
    if closed:
        said = ngettext("%(number)s ist geschlossen.", "%(number)s sind geschlossen.", closed)
        notes.append(said % {"number": closed})
    return " ".join(notes)


urls = [
    path("register/import/", imports, name="desk_imports"),
    path("register/import/<int:pk>/", one_import, name="desk_import"),
    path("register/import/<int:pk>/fortschritt/", import_progress, name="desk_import_progress"),
    path("register/import/<int:pk>/spalten/", import_columns, name="desk_import_columns"),
    path("register/import/<int:pk>/entscheiden/", import_decide, name="desk_import_decide"),
    path("register/import/<int:pk>/uebernehmen/", import_commit, name="desk_import_commit"),
    path("register/import/<int:pk>/neu/", import_renew, name="desk_import_renew"),
    path("register/import/<int:pk>/verwerfen/", import_discard, name="desk_import_discard"),
]
