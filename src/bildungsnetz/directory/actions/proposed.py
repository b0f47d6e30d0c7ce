"""How a proposed change enters the register and leaves it again; part of an audited decision."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import ProtectedError

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.directory.actions.institutions import change_institution
from bildungsnetz.directory.actions.persons import (
    add_affiliation,
    add_person,
    change_person,
    end_affiliation,
)
from bildungsnetz.directory.actions.publication import publish_person
from bildungsnetz.directory.care import NAME, PAGE, WORDS
from bildungsnetz.directory.models import (
    Affiliation,
    ChangeProposal,
    ContactBasis,
    Institution,
    Person,
)
from bildungsnetz.directory.publication import NameWanting
from bildungsnetz.directory.queries.entries import Subject, key_of
from bildungsnetz.kit.folding import fold
from bildungsnetz.regions.models import Stage, Topic

Kind = ChangeProposal.Kind
_WORDS: dict[str, Any] = {"stages": Stage, "topics": Topic}


def now(proposal: ChangeProposal) -> Any:
    """What the register says today where the proposal would change it."""
    if proposal.kind == Kind.CONTACT_NEW:
        return None
    if proposal.kind == Kind.CONTACT_ENDED:
        end = _function(proposal).active_to
        return end.isoformat() if end else None
    subject = Subject(proposal.region, proposal.institution, proposal.affiliation, proposal.person)
    return subject.stored()[key_of(proposal)]


def is_stale(proposal: ChangeProposal) -> bool:
    """Tell whether the register has changed since the proposal, to something else."""
    return now(proposal) not in (proposal.old, proposal.new)


def stands(proposal: ChangeProposal) -> bool:
    """Tell whether what was accepted is still what the register says."""
    if proposal.kind == Kind.CONTACT_NEW:
        made = Affiliation.objects.filter(pk=proposal.made.get("affiliation"))
        return made.filter(active_to__isnull=True).exists()
    return bool(now(proposal) == proposal.new)


def apply(proposal: ChangeProposal, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Write the new value; the keys of the rows that were made for it."""
    if proposal.kind == Kind.CONTACT_NEW:
        return _add_contact(proposal, by, at)
    if proposal.kind == Kind.CONTACT_ENDED:
        end = date.fromisoformat(str(proposal.new))
        end_affiliation(affiliation=_function(proposal), active_to=end, by=by, at=at)
    else:
        _set(proposal, proposal.new, by, at)
    return {}


def take_back(proposal: ChangeProposal, *, by: Actor, at: datetime) -> None:
    """Write the old value again; a contact that was made for the proposal goes."""
    if proposal.kind == Kind.CONTACT_NEW:
        _remove_contact(proposal, by, at)
    elif proposal.kind == Kind.CONTACT_ENDED:
        function = _function(proposal)
        function.active_to = date.fromisoformat(proposal.old) if proposal.old else None
        function.save(update_fields=["active_to"])
        _record("affiliation.reopened", function, by, at)
    else:
        _set(proposal, proposal.old, by, at)


def _set(proposal: ChangeProposal, value: Any, by: Actor, at: datetime) -> None:
    if proposal.person is not None:
        _set_of_person(proposal, proposal.person, value, by, at)
        return
    institution = proposal.institution
    if institution is None:
        raise ValueError("A proposal is about an institution or a person.")
    if proposal.field in WORDS and proposal.kind == Kind.WORDS:
        rows = _WORDS[proposal.field].objects.filter(region=proposal.region, slug__in=value)
        chosen = {proposal.field: list(rows)}
        change_institution(institution=institution, facts={}, **chosen, by=by, at=at)
    else:
        facts = {proposal.field: value}
        if proposal.kind == Kind.PUBLICATION:
            facts = _flags(institution, proposal.field, value)
        change_institution(institution=institution, facts=facts, by=by, at=at)


def _flags(institution: Institution, field: str, value: bool) -> dict[str, Any]:
    if field == PAGE:
        return {"is_public": value}
    return {"public_fields": _with(institution.public_fields, field, value)}


def _with(fields: Collection[str], field: str, value: bool) -> list[str]:
    return [*(one for one in fields if one != field), *([field] if value else [])]


def _set_of_person(
    proposal: ChangeProposal, person: Person, value: Any, by: Actor, at: datetime
) -> None:
    if proposal.kind == Kind.PUBLICATION:
        is_public = value if proposal.field == NAME else person.is_public
        if value and not is_public:
            raise NameWanting
        fields = person.public_fields
        if proposal.field != NAME:
            fields = _with(fields, proposal.field, value)
        publish_person(
            person=person,
            is_public=is_public,
            fields=fields if is_public else [],
            basis=Person.PublicationBasis.CONSENT if value else person.publication_basis,
            by=by,
            at=at,
        )
    elif proposal.field == "function":
        function = _function(proposal)
        function.function = value
        function.save(update_fields=["function"])
        _record("affiliation.changed", function, by, at)
    else:
        change_person(person=person, by=by, at=at, **{proposal.field: value})


def _add_contact(proposal: ChangeProposal, by: Actor, at: datetime) -> dict[str, Any]:
    """The person, known already by address and family name or new, and the function."""
    institution, facts = proposal.institution, dict(_facts(proposal))
    if institution is None:
        raise ValueError("A new contact belongs to an institution.")
    function, represents = facts.pop("function"), facts.pop("represents")
    since = facts.pop("active_from", None)
    known = known_person(proposal)
    person = known or add_person(
        region=proposal.region, source=ContactBasis.Source.INSTITUTION,
        source_note=institution.name[:160], by=by, at=at, **facts,
    )  # fmt: skip
    made = add_affiliation(
        person=person, institution=institution, function=function, represents=represents,
        active_from=date.fromisoformat(since) if since else None, by=by, at=at,
    )  # fmt: skip
    return {"affiliation": made.pk, "person": None if known else person.pk}


def _facts(proposal: ChangeProposal) -> dict[str, Any]:
    return proposal.new if isinstance(proposal.new, dict) else {}


def known_person(proposal: ChangeProposal) -> Person | None:
    """Somebody of the register with the proposed address and family name; None without one."""
    facts = _facts(proposal)
    if not facts.get("email"):
        return None
    rows = Person.objects.filter(region=proposal.region_id, email__iexact=facts["email"])
    named = fold(facts["family_name"])
    return next((one for one in rows.order_by("pk") if fold(one.family_name) == named), None)


def _remove_contact(proposal: ChangeProposal, by: Actor, at: datetime) -> None:
    function = Affiliation.objects.select_related("person__region").get(
        pk=proposal.made["affiliation"]
    )
    person = function.person
    _record("affiliation.withdrawn", function, by, at)
    function.delete()
    if proposal.made.get("person") == person.pk:
        audit.record(region=person.region, by=by, at=at, action="person.withdrawn", on=person)
        try:
            person.delete()
        except ProtectedError:  # somebody has given the person something to do meanwhile
            return


def _function(proposal: ChangeProposal) -> Affiliation:
    if proposal.affiliation is None:
        raise ValueError("The proposal is about no function.")
    return proposal.affiliation


def _record(action: str, function: Affiliation, by: Actor, at: datetime) -> None:
    detail = {"institution": function.institution.name, "function": function.function}
    audit.record(
        region=function.person.region, by=by, at=at, action=action, on=function, detail=detail
    )
