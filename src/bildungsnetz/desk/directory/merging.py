"""The desk's pages of mergers: two records side by side, all mergers, and the way back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.directory.duplicates import kind_of
from bildungsnetz.desk.directory.paging import page_of
from bildungsnetz.directory.actions import merging as actions
from bildungsnetz.directory.duplicates import lookalikes
from bildungsnetz.directory.forms.merging import MergeForm
from bildungsnetz.directory.merging.refusals import MergeRefused
from bildungsnetz.directory.queries import duplicates as queries
from bildungsnetz.directory.search import matching_words

PAGES = {"institution": "desk_institution", "person": "desk_person"}
_FOUND = 10


@opens_to(Who.CLERK, "GET", "POST")
def pair(request: Request, kind: str, left: int, right: int) -> HttpResponse:
    """Two records side by side: choose field by field, then merge."""
    both = {row.pk: row for row in _both(request, kind, left, right)}
    lines = queries.side_by_side(both[left], both[right])
    refer = queries.references(kind_of(kind), left, right)
    form = MergeForm(request.POST or None, lines=lines, kept=_proposed_side(refer, left, right))
    if request.method == "POST" and form.is_valid():
        kept, gone = (left, right) if form.kept == "left" else (right, left)
        try:
            made = actions.merge_records(
                region=request.region, kind=kind_of(kind), kept=kept, gone=gone,
                choice=form.choice, by=request.visitor.actor, at=timezone.now(),
            )  # fmt: skip
        except MergeRefused as problem:
            form.add_error(None, str(problem))
        else:
            return _merged(request, kind_of(kind), kept, str(both[gone]), made.pk)
    context = {
        "part": kind, "left": both[left], "right": both[right], "form": form, "refer": refer,
        "url_name": PAGES[kind_of(kind)], **_lines(form, lines),
        "known": queries.pair_of(request.region, kind_of(kind), left, right),
    }  # fmt: skip
    return render(request, "desk/directory/merging/pair.html", context)


def _both(request: Request, kind: str, left: int, right: int) -> list[Any]:
    """Both records of the region with all they are tied to; 404 unless there are two."""
    found = list(queries.records(request.region, kind_of(kind)).filter(pk__in=[left, right]))
    if len(found) != 2:
        raise Http404
    queries.put_sets(*found)
    return found


def _proposed_side(refer: list[queries.ReferenceRow], left: int, right: int) -> str:
    """The record to which more refers stays; of two alike the elder one."""
    more = sum(row.left - row.right for row in refer)
    return "left" if more > 0 or (more == 0 and left < right) else "right"


def _lines(form: MergeForm, lines: list[queries.FacetRow]) -> dict[str, Any]:
    """The lines in which the records differ, each with what is marked, and the other ones."""
    return {
        "kept": form.chosen("kept"),
        "different": [(line, form.chosen(line.key)) for line in lines if line.differs],
        "alike": [(line.label, line.left or line.right) for line in lines if not line.differs],
    }


def _merged(request: Request, kind: str, kept: int, gone: str, made: int) -> HttpResponse:
    slug = request.region.slug
    note = gettext("„%(name)s“ ist hier aufgegangen. 30 Tage lang lässt sich das zurücknehmen.")
    undo = reverse("desk_merge_undo", kwargs={"region": slug, "pk": made})
    messages.success(request, note % {"name": gone}, extra_tags=undo)
    return redirect(PAGES[kind], region=slug, pk=kept)


@opens_to(Who.CLERK)
def merge_with(request: Request, kind: str, pk: int) -> HttpResponse:
    """Pick by search the record with which one is to be compared."""
    rows = queries.records(request.region, kind_of(kind))
    found = fetch(rows, pk=pk)
    search = request.GET.get("suche", "")[:100]
    others = rows.exclude(pk=pk).filter(matching_words(search)) if search.strip() else rows.none()
    context = {
        "part": kind,
        "record": found,
        "page_name": PAGES[kind_of(kind)],
        "search": search,
        "others": others[:_FOUND],
    }
    return render(request, "desk/directory/merging/pick.html", context)


@opens_to(Who.CLERK)
def merges(request: Request) -> HttpResponse:
    """All mergers, the latest first, each with the way back while there is one."""
    page = page_of(queries.merges(request.region), request)
    now = timezone.now()
    rows = [
        {
            "merge": merge, "kept": kept, "gone": gone, "url_name": PAGES[merge.kind],
            "may_undo": merge.snapshot is not None and now < merge.undo_until,
        }
        for merge, kept, gone in queries.named(list(page))
    ]  # fmt: skip
    return render(request, "desk/directory/merging/merges.html", {"page": page, "rows": rows})


@opens_to(Who.CLERK, "POST")
def merge_undo(request: Request, pk: int) -> HttpResponse:
    """Bring the gone record back."""
    found = fetch(queries.merges(request.region), pk=pk)
    try:
        done = actions.undo_merge(merge=found, by=request.visitor.actor, at=timezone.now())
    except MergeRefused as problem:
        messages.error(request, str(problem))
        return redirect("desk_merges", region=request.region.slug)
    messages.success(request, gettext("Beide Einträge stehen wieder im Register."))
    for sentence in done.left:
        messages.warning(request, sentence)
    return redirect(PAGES[found.kind], region=request.region.slug, pk=found.gone)


def to_kept(request: Request, kind: str, gone: int) -> HttpResponse:
    """Lead from the page of a record that is no more to the one it went into. Raises Http404."""
    kept = queries.merged_into(request.region, kind, gone)
    if kept is None:
        raise Http404
    messages.info(request, gettext("Dieser Eintrag wurde mit einem anderen zusammengeführt."))
    return redirect(PAGES[kind], region=request.region.slug, pk=kept)


def look_out(request: Request, kind: str, form: Any) -> list[Any]:
    """Records that a new one may be the same as; none once the office says that it is not."""
    if request.method != "POST" or "trotzdem" in request.POST or not form.is_valid():
        return []
    return lookalikes(request.region, kind, form.cleaned_data)


_BASE = "register/dubletten/<slug:kind>/"
urls = [
    path(f"{_BASE}<int:pk>/", merge_with, name="desk_merge_with"),
    path(f"{_BASE}<int:left>/<int:right>/", pair, name="desk_pair"),
    path("register/zusammenfuehrungen/", merges, name="desk_merges"),
    path("register/zusammenfuehrungen/<int:pk>/rueckgaengig/", merge_undo, name="desk_merge_undo"),
]
