"""What taking over a table of persons would do to the register. Pure: nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory import keys
from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.matching.words import phone as digits
from bildungsnetz.directory.person_importing import jobs
from bildungsnetz.directory.person_importing.known import (
    Known,
    KnownJob,
    People,
    Perhaps,
    Places,
    Unknown,
)
from bildungsnetz.directory.person_importing.model import Change, Plan, State, Step
from bildungsnetz.directory.person_importing.names import clean_name
from bildungsnetz.directory.person_importing.records import Entry, Reading
from bildungsnetz.kit.tables import Remark

NEW = "new"
"""The decision that a row is about somebody the register does not hold."""


def plan(
    reading: Reading,
    people: Sequence[Known],
    places: Places,
    topics: Mapping[str, str],
    *,
    without_unknown: bool,
    decisions: Mapping[int, str] | None = None,
) -> Plan:
    """What each row would do.

    A row finds its person by the mark of an export, or by the same name together with the same
    e-mail address, telephone or institution. A name alone finds nobody: such rows are undecided
    until `decisions` holds NEW or a person's key for them. A column the table lacks and an empty
    cell change nothing. `topics` maps `key` of each name to the name. An institution the register
    lacks refuses its row, or with `without_unknown` leaves the job out.
    """
    planner = _Planner(People(people), places, topics, without_unknown, decisions or {})
    steps = [Step(one.row, State.REFUSED, one.name, reason=one.reason) for one in reading.refusals]
    steps += [planner.step(entry) for entry in reading.entries]
    return Plan(tuple(sorted(steps, key=lambda step: step.row)))


class _Planner:
    """Goes through the rows in their order; later ones know of earlier ones."""

    def __init__(
        self,
        people: People,
        places: Places,
        topics: Mapping[str, str],
        without_unknown: bool,
        decisions: Mapping[int, str],
    ) -> None:
        self.people, self.places, self.topics = people, places, topics
        self.without_unknown, self.decisions = without_unknown, decisions
        self.fresh = People([])
        # What the register will hold after the rows so far, and which row said what.
        self.facts: dict[int, dict[str, str]] = {}
        self.said: dict[int, dict[str, int]] = {}

    def step(self, entry: Entry) -> Step:
        """What becomes of a row."""
        entry = self._with_topics(entry)
        place, problem = self._place(entry, ())
        who = self._who(entry, place)
        if isinstance(who, Known) and problem:
            place, problem = self._place(entry, who.jobs)
        if problem and not self.without_unknown:
            return Step(entry.row, State.REFUSED, entry.name, reason=problem)
        if problem:
            text = _("%(problem)s Die Person wird ohne Tätigkeit übernommen.")
            entry = _remarked(entry, Remark(text, problem=problem))
        if isinstance(who, tuple):
            return Step(
                entry.row, State.UNDECIDED, entry.name, perhaps=who, facts=entry.facts,
                remarks=entry.remarks,
            )  # fmt: skip
        if who is None and not entry.facts.get("family_name"):
            reason = Remark(_("Der Nachname fehlt."))
            return Step(entry.row, State.REFUSED, entry.name, reason=reason)
        if who is None:
            return self._new(entry, place)
        return self._about(entry, who, place)

    def _with_topics(self, entry: Entry) -> Entry:
        """The topics by their names in the region; unknown ones are left out with a remark."""
        told = entry.facts.get("topics")
        if not told:
            return entry
        parts = [told] if key(told) in self.topics else told.replace(",", ";").split(";")
        parts = [part.strip() for part in parts if part.strip()]
        known = sorted({self.topics[key(one)] for one in parts if key(one) in self.topics})
        facts = {**entry.facts, "topics": "; ".join(known)}
        unknown = [one for one in parts if key(one) not in self.topics]
        entry = replace(entry, facts=facts)
        if not unknown:
            return entry
        text = _(
            "Diese Themen gibt es in der Region nicht, sie werden nicht übernommen: %(names)s."
        )
        return _remarked(entry, Remark(text, names=", ".join(unknown)))

    def _place(self, entry: Entry, known: Sequence[KnownJob]) -> tuple[int | None, Remark | None]:
        if not entry.job.is_somewhere:
            return None, None
        try:
            return self.places.find(entry.job, known).key, None
        except Unknown as problem:
            return None, problem.remark

    def _who(self, entry: Entry, place: int | None) -> Known | tuple[Perhaps, ...] | None:
        """The person a row is about; several to choose from; None for somebody new."""
        decided = self.decisions.get(entry.row, "")
        if decided.isdecimal() and (found := self.people.by_key.get(int(decided))):
            return found
        if decided != NEW:
            marked = self.people.by_key.get(keys.key_of("person", entry.mark) or 0)
            if marked is not None:
                return marked if _is_plausible(entry, marked) else (_misplaced(marked),)
            sure = self.people.surely(entry.facts, place)
            if len(sure) == 1:
                return sure[0]
            if perhaps := self.people.perhaps(entry.facts, place):
                return tuple(perhaps)
        earlier = self.fresh.surely(entry.facts, place)
        return earlier[0] if earlier else None

    def _new(self, entry: Entry, place: int | None) -> Step:
        """Somebody new; a namesake among the rows before is worth a remark."""
        if namesakes := self.fresh.namesakes(entry.facts):
            text = _("Derselbe Name steht in Zeile %(row)s; übernommen als weitere Person.")
            entry = _remarked(entry, Remark(text, row=-namesakes[0].key))
        theirs: list[KnownJob] = []
        facts = {"topics": "", **entry.facts}
        one = Known(-entry.row, facts, theirs)
        self.fresh.add(one)
        self.facts[one.key] = facts
        self.said[one.key] = dict.fromkeys(entry.facts, entry.row)
        job, _changes, remarks = jobs.plan_job(theirs, entry.job, place, self.places)
        return Step(
            entry.row, State.NEW, entry.name, facts=facts, job=job,
            remarks=(*entry.remarks, *_unknown_mark(entry), *remarks),
        )  # fmt: skip

    def _about(self, entry: Entry, who: Known, place: int | None) -> Step:
        """Another row about somebody: of the register, or new by an earlier row."""
        facts, remarks = self._differing(entry, who)
        changes = tuple(Change(name, self.facts[who.key].get(name, ""), facts[name])
                        for name in facts)  # fmt: skip
        self.facts[who.key].update(facts)
        theirs = who.jobs
        assert isinstance(theirs, list)  # noqa: S101 -- made so by the readers of the register
        job, job_changes, more = jobs.plan_job(theirs, entry.job, place, self.places)
        is_new = who.key < 0
        changed = State.CHANGED if facts or job else State.UNCHANGED
        return Step(
            row=entry.row,
            state=State.NEW if is_new else changed,
            name=entry.name or who.name,
            person=None if is_new else who.key,
            with_row=-who.key if is_new else None,
            facts={} if is_new else facts,
            job=job,
            changes=(*changes, *job_changes),
            remarks=(*entry.remarks, *remarks, *more),
        )

    def _differing(self, entry: Entry, who: Known) -> tuple[dict[str, str], list[Remark]]:
        """The cells that differ; what an earlier row said about somebody holds."""
        now = self.facts.setdefault(who.key, dict(who.facts))
        said = self.said.setdefault(who.key, {})
        found: dict[str, str] = {}
        remarks: list[Remark] = []
        for name, new in entry.facts.items():
            if not new or is_same(name, now.get(name, ""), new):
                continue
            if (row := said.get(name)) is not None:
                text = _("Zeile %(row)s sagt es anders: „%(old)s“ statt „%(new)s“; es gilt Zeile "
                         "%(row)s.")  # fmt: skip
                remarks.append(Remark(text, row=row, old=now[name][:60], new=new[:60]))
            else:
                found[name] = new
        said.update({name: entry.row for name, new in entry.facts.items() if new and
                     name not in said})  # fmt: skip
        return found, remarks


def is_same(name: str, old: str, new: str) -> bool:
    """Tell whether a cell says what the register says, apart from how it is written."""
    if name == "email":
        return old.casefold() == new.casefold()
    if name == "phone":
        return old == new or (digits(old) == digits(new) != "")
    if name == "topics":
        return set(old.split("; ")) == set(new.split("; "))
    return clean_name(old) == new


def _remarked(entry: Entry, remark: Remark) -> Entry:
    return replace(entry, remarks=(*entry.remarks, remark))


def _is_plausible(entry: Entry, marked: Known) -> bool:
    """Tell whether anything but the mark fits: a column may have slipped while sorting."""
    told = [(entry.facts.get(name, ""), marked.facts.get(name, ""))
            for name in ("family_name", "given_name", "email")]  # fmt: skip
    if not any(new for new, _old in told):
        return True
    return any(new and (clean_name(old) == new or key(old) == key(new) != "") for new, old in told)


def _misplaced(marked: Known) -> Perhaps:
    return Perhaps(marked, Remark(_("die Kennung gehört zu diesem Eintrag, der Name nicht")))


def _unknown_mark(entry: Entry) -> list[Remark]:
    if not keys.is_mark(entry.mark):
        return []
    return [Remark(_("Die Kennung gehört zu keinem Eintrag dieses Registers."))]
