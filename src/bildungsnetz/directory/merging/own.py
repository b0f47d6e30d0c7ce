"""What becomes of the register's own rows when two records are merged."""

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.merging import rules
from bildungsnetz.directory.merging.periods import overlapping, whole_period
from bildungsnetz.directory.merging.rules import Rule, Side, Verdict
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ChangeProposal,
    Confirmation,
    ConsentEntry,
    ContactBasis,
    Institution,
    InstitutionPair,
    Person,
    PersonPair,
)
from bildungsnetz.directory.models.bases import ExpiringContact

if TYPE_CHECKING:
    from bildungsnetz.directory.merging.engine import Merger
    from bildungsnetz.directory.merging.references import Relation


def _same_function(relation: "Relation") -> Q:
    other = "institution" if relation.field.name == "person" else "person"
    return Q(function=OuterRef("function"), **{other: OuterRef(other)}) & overlapping()


def _one_function(_merger: "Merger", kept: Affiliation, gone: Affiliation) -> Verdict:
    """The moving row wins, so that it takes in every other one it overlaps with."""
    represents = kept.represents or gone.represents
    return Verdict("gone", {**whole_period(kept, gone), "represents": represents})


def _one_basis(merger: "Merger", kept: ContactBasis, gone: ContactBasis) -> Verdict:
    """An objection holds; who was told once was told (Art. 14). The other basis is ended."""
    wins: Side = "gone" if gone.objected_at and not kept.objected_at else "kept"
    told = [one.notified_at for one in (kept, gone) if one.notified_at]
    spare = {"ended_at": merger.at}
    return Verdict(wins, {"notified_at": min(told)} if told else {}, spare)


def _one_confirmation(_merger: "Merger", kept: Confirmation, gone: Confirmation) -> Verdict:
    """An answer counts before silence, the later one before the earlier one."""
    if gone.answered_at is None:
        return Verdict("kept")
    later = kept.answered_at is None or gone.answered_at > kept.answered_at
    return Verdict("gone" if later else "kept")


def _pairs(merger: "Merger", relation: "Relation", gone: Any, kept: Any) -> None:
    """Pairs that were only likely go; "keine Dublette" holds for the kept record."""
    for row in relation.rows(gone).select_for_update().order_by("pk"):
        other = row.right_id if relation.field.name == "left" else row.left_id
        places = {"left_id": min(other, kept), "right_id": max(other, kept)}
        taken = relation.model._base_manager.filter(**places).exists()
        if other == kept or row.settled_at is None or taken:
            merger.log.remove(row)
        else:
            merger.log.change(row, places)


def _unless_in(opposite: Any) -> Any:
    """The kept record's own hand decides where both were picked, one in and one out."""

    def settle(merger: "Merger", relation: "Relation", gone: Any, kept: Any) -> None:
        theirs = opposite._base_manager.filter(**{relation.column: kept})
        decided = {row.audience_id for row in theirs}
        for row in relation.rows(gone).filter(audience__in=decided).order_by("pk"):
            merger.log.remove(row)
        merger.unite(relation, gone, kept)

    return settle


def _made_by_proposals(key: str) -> Any:
    """What accepting a proposed change made is known by its key, so that it can be taken back."""

    def follow(merger: "Merger", gone: Any, kept: Any) -> None:
        for row in ChangeProposal.objects.filter(**{f"made__{key}": gone}).order_by("pk"):
            merger.log.change(row, {"made": {**row.made, key: kept}})

    return follow


def _register_audiences() -> None:
    added, removed = Audience.added.through, Audience.removed.through
    rules.rule(
        added,
        Rule(
            label=_("Verteiler, von Hand hinzugefügt"),
            outcome=_("steht danach einmal darin"),
            instead=_unless_in(removed),
        ),
    )
    rules.rule(
        removed,
        Rule(
            label=_("Verteiler, von Hand herausgenommen"),
            outcome=_("bleibt herausgenommen"),
            instead=_unless_in(added),
        ),
    )


def _register() -> None:
    rules.rule(
        Affiliation,
        Rule(
            label=_("Tätigkeiten"),
            outcome=_("gleiche Tätigkeiten werden zu einer, über die ganze Zeit"),
            alike=_same_function,
            settle=_one_function,
        ),
    )
    rules.rule(
        ContactBasis,
        Rule(
            label=_("Rechtsgrundlagen"),
            outcome=_("ein Widerspruch gilt weiter; von zweien endet die andere"),
            settle=_one_basis,
        ),
    )
    rules.rule(ConsentEntry, Rule(label=_("Einwilligungen")))
    rules.rule(
        Confirmation,
        Rule(
            label=_("Bestätigungen"),
            outcome=_("die beantwortete gilt; die persönlichen Links werden ungültig"),
            settle=_one_confirmation,
        ),
    )
    rules.rule(ChangeProposal, Rule(label=_("Vorgeschlagene Änderungen")))
    rules.rule(Institution, Rule(label=_("Vorgängerinnen")))
    rules.rule(ExpiringContact, Rule(label=_("Vorgemerkt zum Löschen")))
    rules.follower(Affiliation, _made_by_proposals("affiliation"))
    rules.follower(Person, _made_by_proposals("person"))
    for pair in (InstitutionPair, PersonPair):
        rules.rule(pair, Rule(instead=_pairs))
    purpose = PersonalLink.Purpose
    for elsewhere in (purpose.SIGN_IN, purpose.SETUP, purpose.CONTACT, purpose.COPY):
        rules.link_subject(elsewhere, None)
    # Whoever opens it may change the entry: it was issued for another institution.
    rules.link_subject(purpose.CARE, Confirmation, follows=False)


_register()
_register_audiences()
