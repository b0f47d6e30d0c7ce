"""The register's other lists as tables: audiences, pairs, changes, mergers, kinds, runs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.desk.directory import changes, duplicates
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.directory import queries, showing
from bildungsnetz.directory.queries import care
from bildungsnetz.directory.queries import duplicates as pairs
from bildungsnetz.directory.queries.kind_rows import kinds_with_ties
from bildungsnetz.kit.listing import Listing

if TYPE_CHECKING:
    from bildungsnetz.directory.models import ChangeProposal


@opens_to(Who.CLERK)
def audiences_export(request: Request, form: str) -> HttpResponse:
    """All audiences with how many institutions each has today."""
    found = queries.audiences_with_counts(request.region, timezone.localdate())
    listing = Listing(
        name="verteiler",
        title=gettext("Verteiler"),
        headers=[gettext("Name"), gettext("Einrichtungen heute")],
        rows=lambda: ([audience.name, str(number)] for audience, number in found),
    )
    return download(request, listing, form)


@opens_to(Who.CLERK)
def duplicates_export(request: Request, pk: str, form: str) -> HttpResponse:
    """The likely pairs of a kind of records, in the state looked at."""
    found = duplicates.asked_pairs(request, pk)
    listing = Listing(
        name=f"dubletten-{pk}",
        title=gettext("Dubletten"),
        headers=[
            gettext("Eintrag"),
            gettext("Angaben dazu"),
            gettext("und Eintrag"),
            gettext("Angaben zum zweiten"),
            gettext("Wie wahrscheinlich"),
            gettext("Was dafür und dagegen spricht"),
        ],
        rows=lambda: map(_pair_cells, found),
    )
    return download(request, listing, form)


def _pair_cells(pair: Any) -> list[str]:
    sides = [duplicates.card(row) for row in (pair.left, pair.right)]
    level = f"{duplicates.level(pair.score)} ({round(pair.score * 100)} %)" if pair.score else ""
    reasons = "; ".join(gettext(reason) for reason in pair.reasons)
    return [*(text for name, lines in sides for text in (name, ", ".join(lines))), level, reasons]


@opens_to(Who.CLERK)
def changes_export(request: Request, form: str) -> HttpResponse:
    """The proposed changes in the state looked at, old beside new."""
    names = showing.words_of(request.region)
    found = changes.asked_changes(request)
    listing = Listing(
        name="aenderungen",
        title=gettext("Vorgeschlagene Änderungen"),
        headers=[
            gettext("Eintrag"),
            gettext("Angabe"),
            gettext("Bisher"),
            gettext("Neu"),
            gettext("Von"),
            gettext("Vorgeschlagen"),
            gettext("Stand"),
            gettext("Entschieden von"),
            gettext("Grund"),
        ],
        rows=lambda: map(_change_cells, showing.told(found, names)),
    )
    return download(request, listing, form)


def _change_cells(one: showing.Told) -> list[str]:
    proposal: ChangeProposal = one.proposal
    return [
        str(proposal.institution or proposal.person or ""),
        one.label,
        one.old,
        one.new,
        str(proposal.proposed_by),
        _moment(proposal.proposed_at),
        proposal.get_state_display(),
        str(proposal.decided_by or ""),
        proposal.reason,
    ]


@opens_to(Who.CLERK)
def merges_export(request: Request, form: str) -> HttpResponse:
    """All mergers, the latest first."""
    found = list(pairs.merges(request.region))
    listing = Listing(
        name="zusammenfuehrungen",
        title=gettext("Zusammenführungen"),
        headers=[
            gettext("Bleibt"),
            gettext("Ging darin auf"),
            gettext("Wann"),
            gettext("Von"),
            gettext("Zurückgenommen"),
        ],
        rows=lambda: (
            [kept, gone, _moment(one.made_at), str(one.made_by), _moment(one.undone_at)]
            for one, kept, gone in pairs.named(found)
        ),
    )
    return download(request, listing, form)


@opens_to(Who.CLERK)
def kinds_export(request: Request, form: str) -> HttpResponse:
    """All kinds of institutions with their stages and fields."""
    found: Any = kinds_with_ties(request.region)
    listing = Listing(
        name="arten",
        title=gettext("Arten der Einrichtungen"),
        headers=[
            gettext("Art"),
            gettext("Stufen"),
            gettext("Handlungsfelder"),
            gettext("Einrichtungen"),
        ],
        rows=lambda: ([row.name, row.stage_names, row.field_names, str(row.used)] for row in found),
    )
    return download(request, listing, form)


@opens_to(Who.CLERK)
def care_export(request: Request, form: str) -> HttpResponse:
    """All yearly confirmations with how many were asked and answered."""
    found: Any = care.runs(request.region)
    listing = Listing(
        name="bestaetigungen",
        title=gettext("Jährliche Bestätigungen"),
        headers=[
            gettext("Bezeichnung"),
            gettext("Stand"),
            gettext("Letzter Tag"),
            gettext("Gefragt"),
            gettext("Geantwortet"),
        ],
        rows=lambda: (
            [run.title, run.get_state_display(), f"{run.closes_on:%d.%m.%Y}", str(run.asked),
             str(run.answered)]
            for run in found
        ),
    )  # fmt: skip
    return download(request, listing, form)


@opens_to(Who.CLERK)
def imports_export(request: Request, form: str) -> HttpResponse:
    """The registers read in so far."""
    return download(request, _runs("einlesungen", queries.imports(request.region)), form)


@opens_to(Who.CLERK)
def person_imports_export(request: Request, form: str) -> HttpResponse:
    """The lists of persons read in so far."""
    found = queries.person_imports(request.region)
    return download(request, _runs("personenlisten", found), form)


def _runs(name: str, found: Any) -> Listing:
    return Listing(
        name=name,
        title=gettext("Bisherige Dateien"),
        headers=[
            gettext("Datei"),
            gettext("Woher"),
            gettext("Hochgeladen"),
            gettext("Von"),
            gettext("Stand"),
        ],
        rows=lambda: _run_rows(found),
    )


def _run_rows(found: Any) -> Iterator[Sequence[str]]:
    for run in found:
        by = run.uploaded_by.display_name if run.uploaded_by else ""
        source = run.get_source_display() if hasattr(run, "get_source_display") else run.source
        yield [
            run.file_name, str(source), _moment(run.uploaded_at), by, run.get_state_display(),
        ]  # fmt: skip


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y %H:%M}" if at else ""


urls = [
    *routes("register/verteiler-liste", audiences_export, "desk_audiences", cards=False),
    *routes("register/dubletten-liste/<slug:pk>", duplicates_export, "desk_duplicates",
            cards=False),
    *routes("register/aenderungen-liste", changes_export, "desk_changes", cards=False),
    *routes("register/zusammenfuehrungen-liste", merges_export, "desk_merges", cards=False),
    *routes("register/arten-liste", kinds_export, "desk_kinds", cards=False),
    *routes("register/bestaetigungen-liste", care_export, "desk_care", cards=False),
    *routes("register/import-liste", imports_export, "desk_imports", cards=False),
    *routes("register/personen-import-liste", person_imports_export, "desk_person_imports",
            cards=False),
]  # fmt: skip
