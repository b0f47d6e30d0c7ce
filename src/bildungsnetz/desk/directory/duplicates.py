"""The desk's pages of likely duplicates: the list, the search, "keine Dublette"."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.desk.directory.working import progress_answer
from bildungsnetz.directory.actions import duplicates as actions
from bildungsnetz.directory.merging.refusals import MergeRefused
from bildungsnetz.directory.queries import duplicates as queries

# The address's word for a kind of records, and what they are called.
KINDS = {
    "einrichtungen": ("institution", _("Einrichtungen")),
    "personen": ("person", _("Personen")),
}
LEVELS = (
    ("", 0.0, _("alle")),
    ("sehr", queries.NEARLY_SURE, _("sehr wahrscheinlich")),
    ("wahrscheinlich", queries.LIKELY, _("mindestens wahrscheinlich")),
)
_SETTLED = "entschieden"
# Each pair is a decision of its own; more than these nobody looks through at once.
_SIZE = 20


def kind_of(word: str) -> str:
    """The kind of records an address names. Raises Http404 for another word."""
    if word not in KINDS:
        raise Http404
    return KINDS[word][0]


def asked_pairs(request: Request, kind: str) -> Any:
    """The pairs in the state the address asks for. Raises Http404 for another word."""
    asked = request.GET.get("stand", "")
    at_least = next((least for value, least, _label in LEVELS if value == asked), 0.0)
    return queries.likely_pairs(
        request.region, kind_of(kind), at_least=at_least, settled=asked == _SETTLED
    )


@opens_to(Who.CLERK)
def duplicates(request: Request, kind: str) -> HttpResponse:
    """The likely pairs, the likeliest first; or those found to be different."""
    asked = request.GET.get("stand", "")
    page = Paginator(asked_pairs(request, kind), _SIZE).get_page(request.GET.get("seite"))
    context = {
        "part": kind,
        "kinds": [(word, label) for word, (_kind, label) in KINDS.items()],
        "levels": [(value, label) for value, _least, label in LEVELS]
        + [(_SETTLED, _("keine Dublette"))],
        "asked": asked,
        "settled": asked == _SETTLED,
        "page": page,
        "pairs": [_shown(request, kind, pair) for pair in page],
        "state": queries.search_state(request.region, kind_of(kind)),
    }
    return render(request, "desk/directory/merging/duplicates.html", context)


def _shown(request: Request, kind: str, pair: Any) -> dict[str, Any]:
    """A line of the list, ready to be written: fifty of them are many."""
    register = reverse("desk_register", kwargs={"region": request.region.slug})
    return {
        "pair": pair,
        "sides": [(f"{register}{kind}/{row.pk}/", *card(row)) for row in (pair.left, pair.right)],
        "address": f"{register}dubletten/{kind}/{pair.left_id}/{pair.right_id}/",
        "reasons": [gettext(reason) for reason in pair.reasons],
        "level": level(pair.score) if pair.score else "",
        "percent": round(pair.score * 100),
    }


def card(row: Any) -> tuple[str, list[str]]:
    """The name of a record, and what tells it apart, line by line."""
    if hasattr(row, "kind"):
        place = f"{row.postcode} {row.city}".strip()
        about = ", ".join(part for part in (row.kind.name, row.number) if part)
        return row.name, [part for part in (about, row.street, place) if part]
    return str(row), [row.email or gettext("ohne E-Mail-Adresse"), *filter(None, [row.phone])]


def level(score: float) -> str:
    """How likely a pair is, in words."""
    if score >= queries.NEARLY_SURE:
        return gettext("sehr wahrscheinlich")
    return gettext("wahrscheinlich") if score >= queries.LIKELY else gettext("möglich")


@opens_to(Who.CLERK, "POST")
def duplicates_search(request: Request, kind: str) -> HttpResponse:
    """Have the whole register searched in the background."""
    actions.search_duplicates(
        region=request.region,
        kind=kind_of(kind),
        by=request.visitor.actor,
        at=timezone.now(),
    )
    return redirect("desk_duplicates", region=request.region.slug, kind=kind)


@opens_to(Who.CLERK)
def duplicates_progress(request: Request, kind: str) -> HttpResponse:
    """The progress bar alone; sends the browser to the list once the search is over."""
    state = queries.search_state(request.region, kind_of(kind))
    context = {"part": kind, "state": state}
    over, then = not state.is_running, list_address(request, kind)
    return progress_answer(request, "merging/_progress", context, over=over, then=then)


@opens_to(Who.CLERK, "POST")
def pair_settle(request: Request, kind: str, left: int, right: int) -> HttpResponse:
    """Two records are different; they are not proposed again."""
    return _decide(request, kind, left, right, settled=True)


@opens_to(Who.CLERK, "POST")
def pair_reopen(request: Request, kind: str, left: int, right: int) -> HttpResponse:
    """Take that back."""
    return _decide(request, kind, left, right, settled=False)


def _decide(request: Request, kind: str, left: int, right: int, *, settled: bool) -> HttpResponse:
    """Write the decision; a note on the list takes it back."""
    act = actions.settle_pair if settled else actions.unsettle_pair
    try:
        act(
            region=request.region, kind=kind_of(kind), one=left, other=right,
            by=request.visitor.actor, at=timezone.now(),
        )  # fmt: skip
    except MergeRefused as problem:
        messages.error(request, str(problem))
    else:
        note, back = gettext("Das Paar steht wieder zur Entscheidung."), "desk_pair_settle"
        if settled:
            note, back = gettext("Gemerkt: keine Dublette."), "desk_pair_reopen"
        place = {"region": request.region.slug, "kind": kind, "left": left, "right": right}
        messages.success(request, note, extra_tags=reverse(back, kwargs=place))
    return redirect(list_address(request, kind))


def list_address(request: Request, kind: str) -> str:
    """The list of likely pairs of a kind."""
    return reverse("desk_duplicates", kwargs={"region": request.region.slug, "kind": kind})


_BASE = "register/dubletten/<slug:kind>/"
urls = [
    path(_BASE, duplicates, name="desk_duplicates"),
    path(f"{_BASE}suchen/", duplicates_search, name="desk_duplicates_search"),
    path(f"{_BASE}fortschritt/", duplicates_progress, name="desk_duplicates_progress"),
    path(f"{_BASE}<int:left>/<int:right>/keine/", pair_settle, name="desk_pair_settle"),
    path(f"{_BASE}<int:left>/<int:right>/doch/", pair_reopen, name="desk_pair_reopen"),
]
