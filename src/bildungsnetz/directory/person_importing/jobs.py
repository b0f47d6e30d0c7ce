"""What a row's job does to the jobs somebody has. Pure."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.importing.cleaning import key
from bildungsnetz.directory.person_importing.known import KnownJob, Places
from bildungsnetz.directory.person_importing.model import Change, JobStep
from bildungsnetz.directory.person_importing.records import DEFAULT_FUNCTION, Job
from bildungsnetz.kit.tables import Remark

YES, NO = "ja", "nein"
Outcome = tuple[JobStep | None, tuple[Change, ...], tuple[Remark, ...]]
_NOTHING: Outcome = (None, (), ())


def plan_job(theirs: list[KnownJob], told: Job, place: int | None, places: Places) -> Outcome:
    """Add the job or change the one that is meant; `theirs` then holds what will be.

    The same function in the same institution is the same job, unless it ended before the row's
    begins. An empty cell changes nothing.
    """
    if place is None:
        return _NOTHING
    meant = _meant(theirs, told, place)
    if meant is None:
        return _added(theirs, told, place, places)
    changes = _changes(meant, told)
    return _changed(theirs, meant, changes) if changes else _NOTHING


def _changed(theirs: list[KnownJob], meant: KnownJob, changes: tuple[Change, ...]) -> Outcome:
    if meant.key == 0:
        text = _("Dieselbe Tätigkeit steht schon in einer früheren Zeile; es gilt die frühere.")
        return None, (), (Remark(text),)
    new = {change.field: change.new for change in changes}
    since, until = new.get("since", meant.since), new.get("until", meant.until)
    if since and until and until < since:
        text = _("Das Ende der Tätigkeit läge vor ihrem Anfang; der Zeitraum bleibt, wie er ist.")
        return None, (), (Remark(text),)
    represents = new["represents"] == YES if "represents" in new else meant.represents
    after = replace(meant, represents=represents, since=since, until=until)
    theirs[theirs.index(meant)] = after
    step = JobStep(
        after.place, after.function, represents, since, until, key=meant.key, changes=changes
    )
    return step, tuple(map(_in_words, changes)), ()


def _meant(theirs: list[KnownJob], told: Job, place: int) -> KnownJob | None:
    """The job a row is about: the same beginning first, then the one that still lasts."""
    alike = [
        one
        for one in theirs
        if one.place == place and (not told.function or _same(one.function, told.function))
    ]
    exact = [one for one in alike if told.since and one.since == told.since]
    lasting = [one for one in alike if not told.since or not one.until or one.until >= told.since]
    ordered = sorted(lasting, key=lambda one: (not one.until, one.until, one.since), reverse=True)
    return next(iter((*exact, *ordered)), None)


def _same(one: str, other: str) -> bool:
    return one == other or key(one) == key(other) != ""


def _added(theirs: list[KnownJob], told: Job, place: int, places: Places) -> Outcome:
    remarks: tuple[Remark, ...] = ()
    if not told.function:
        text = _("Eine Funktion ist nicht angegeben; eingetragen als „%(function)s“.")
        remarks = (Remark(text, function=DEFAULT_FUNCTION),)
    function = told.function or DEFAULT_FUNCTION
    represents = bool(told.represents)
    theirs.append(KnownJob(0, place, function, represents, told.since, told.until))
    step = JobStep(place, function, represents, told.since, told.until)
    said = Change("function", "", f"{function}, {places.by_key[place].name}")
    return step, (said,), remarks


def _changes(meant: KnownJob, told: Job) -> tuple[Change, ...]:
    found: list[Change] = []
    if told.represents is not None and told.represents != meant.represents:
        old, new = (YES if one else NO for one in (meant.represents, told.represents))
        found.append(Change("represents", old, new))
    if told.since and told.since != meant.since:
        found.append(Change("since", meant.since, told.since))
    if told.until and told.until != meant.until:
        found.append(Change("until", meant.until, told.until))
    return tuple(found)


def _in_words(change: Change) -> Change:
    """The change with days as people write them."""
    if change.field == "represents":
        return change
    old, new = (
        f"{date.fromisoformat(day):%d.%m.%Y}" if day else "" for day in (change.old, change.new)
    )
    return Change(change.field, old, new)
