"""The desk's queue of proposed changes: old beside new, accepted or refused, taken back."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.directory import showing
from bildungsnetz.directory.actions import care as confirming
from bildungsnetz.directory.actions import change_institution, proposals
from bildungsnetz.directory.actions.proposed import is_stale
from bildungsnetz.directory.forms.care import RefusalForm
from bildungsnetz.directory.queries import entries, institutions
from bildungsnetz.directory.rules import DirectoryRefusal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from bildungsnetz.directory.models import ChangeProposal

SIZE = 20  # as many as one decides at a sitting
STATES = ("open", "applied", "accepted", "refused")


def _state(request: Request) -> str:
    state = request.GET.get("stand", "open")
    return state if state in STATES else "open"


def asked_changes(request: Request) -> "QuerySet[ChangeProposal]":
    """The changes in the state the address asks for."""
    return entries.proposals(request.region, _state(request))


@opens_to(Who.CLERK)
def changes(request: Request) -> HttpResponse:
    """What waits, by institution; or what was decided, or let through, the latest first."""
    state = _state(request)
    rows = asked_changes(request).prefetch_related("institution__stages", "institution__topics")
    page = Paginator(rows, SIZE).get_page(request.GET.get("seite"))
    told = showing.told(page.object_list, showing.words_of(request.region))
    context = {"page": page, "groups": _groups(told), "state": state, "is_open": state == "open"}
    return render(request, "desk/directory/changes.html", context)


@opens_to(Who.CLERK, "POST")
def change_accept(request: Request, pk: int) -> HttpResponse:
    """Let one change into the register; over a newer one only if that was asked for."""
    try:
        proposals.accept(
            proposal=_one(request, pk),
            overwrite=request.POST.get("trotzdem") == "ja",
            by=request.visitor.actor,
            at=timezone.now(),
        )
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, gettext("Die Änderung ist übernommen."), extra_tags=_undoing(request, pk)
        )
    return _back(request)


@opens_to(Who.CLERK, "GET", "POST")
def change_refuse(request: Request, pk: int) -> HttpResponse:
    """Leave the register as it is, and say why."""
    found = _one(request, pk)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            proposals.refuse(
                proposal=found, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
            )
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            note = gettext("Die Änderung ist nicht übernommen.")
            messages.success(request, note, extra_tags=_undoing(request, pk))
        return _back(request)
    (told,) = showing.told([found], showing.words_of(request.region))
    return render(request, "desk/directory/change_refuse.html", {"form": form, "told": told})


@opens_to(Who.CLERK, "POST")
def change_undo(request: Request, pk: int) -> HttpResponse:
    """Open a decision again."""
    try:
        proposals.undo(proposal=_one(request, pk), by=request.visitor.actor, at=timezone.now())
    except DirectoryRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("Die Änderung wartet wieder auf eine Entscheidung."))
    return _back(request)


@opens_to(Who.CLERK, "POST")
def changes_accept(request: Request, pk: int) -> HttpResponse:
    """Let all waiting changes of one institution in; what is stale stays to be looked at."""
    found = fetch(institutions(request.region), pk=pk)
    waiting = entries.proposals(request.region, "open").filter(institution=found)
    done, left = proposals.accept_all(
        proposals=waiting, by=request.visitor.actor, at=timezone.now()
    )
    note = ngettext(
        "%(count)s Änderung ist übernommen.", "%(count)s Änderungen sind übernommen.", done
    )
    messages.success(request, note % {"count": done})
    if left:
        note = ngettext(
            "%(count)s Änderung müssen Sie einzeln ansehen.",
            "%(count)s Änderungen müssen Sie einzeln ansehen.",
            left,
        )
        messages.warning(request, note % {"count": left})
    return _back(request)


@opens_to(Who.CLERK, "POST")
def institution_trust(request: Request, pk: int) -> HttpResponse:
    """Let an institution's changes through without a look, or no longer."""
    found = fetch(institutions(request.region), pk=pk)
    trusted = not found.is_trusted
    change_institution(
        institution=found,
        facts={"is_trusted": trusted},
        by=request.visitor.actor,
        at=timezone.now(),
    )
    note = (
        gettext("Änderungen von „%(name)s“ werden jetzt sofort übernommen.")
        if trusted
        else gettext("Änderungen von „%(name)s“ warten jetzt wieder auf Sie.")
    )
    messages.success(request, note % {"name": found.name})
    return redirect("desk_institution", region=request.region.slug, pk=pk)


@opens_to(Who.CLERK, "POST")
def institution_confirm(request: Request, pk: int) -> HttpResponse:
    """Note that somebody of the institution said, on the telephone perhaps, that all is right."""
    found = fetch(institutions(request.region), pk=pk)
    confirming.confirm_entry(institution=found, by=request.visitor.actor, at=timezone.now())
    note = gettext("Der Eintrag von „%(name)s“ ist als bestätigt vermerkt.")
    messages.success(request, note % {"name": found.name})
    return redirect("desk_institution", region=request.region.slug, pk=pk)


def _one(request: Request, pk: int) -> Any:
    return fetch(entries.all_proposals(request.region), pk=pk)


def _groups(told: list[showing.Told]) -> list[dict[str, Any]]:
    """The changes of one institution, or of one person's own entry, together; stale ones marked."""
    found: dict[Any, dict[str, Any]] = {}
    for one in told:
        about = one.proposal.institution or one.proposal.person
        group = found.setdefault(about, {"about": about, "rows": [],
                                         "institution": one.proposal.institution})  # fmt: skip
        stale = one.proposal.state == "open" and is_stale(one.proposal)
        group["rows"].append({"told": one, "stale": stale})
    return list(found.values())


def _undoing(request: Request, pk: int) -> str:
    return reverse("desk_change_undo", kwargs={"region": request.region.slug, "pk": pk})


def _back(request: Request) -> HttpResponse:
    return redirect("desk_changes", region=request.region.slug)


urls = [
    path("register/aenderungen/", changes, name="desk_changes"),
    path("register/aenderungen/<int:pk>/annehmen/", change_accept, name="desk_change_accept"),
    path("register/aenderungen/<int:pk>/ablehnen/", change_refuse, name="desk_change_refuse"),
    path("register/aenderungen/<int:pk>/zurueck/", change_undo, name="desk_change_undo"),
    path(
        "register/einrichtungen/<int:pk>/aenderungen/",
        changes_accept,
        name="desk_changes_accept",
    ),
    path(
        "register/einrichtungen/<int:pk>/vertrauen/",
        institution_trust,
        name="desk_institution_trust",
    ),
    path(
        "register/einrichtungen/<int:pk>/bestaetigen/",
        institution_confirm,
        name="desk_institution_confirm",
    ),
]
