"""How a plan of persons is written, in bulk. Called within the audited commit of an import."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bildungsnetz.directory.models import Affiliation, Person
from bildungsnetz.directory.person_importing import JobStep, Plan, Step
from bildungsnetz.regions.models import Region, Topic

_BATCH = 500
_Tie = Person.topics.through


def write(region: Region, drawn: Plan, *, at: datetime) -> list[Person]:
    """Write what is new and changed; the persons that are new now, in the order of their rows.

    Must run inside the transaction that holds the run's lock. Why the new ones may be kept is for
    the action to note.
    """
    topics = {topic.name: topic.pk for topic in Topic.objects.filter(region=region)}
    made = _add(region, drawn, topics, at=at)
    _change(region, drawn, topics)
    _begin_jobs(drawn, made)
    _change_jobs(region, [step.job for step in drawn.steps if step.job and step.job.key])
    return list(made.values())


def _add(
    region: Region, drawn: Plan, topics: Mapping[str, int], *, at: datetime
) -> dict[int, Person]:
    """The new persons by the rows that enter them."""
    rows = [step for step in drawn.steps if _enters(step)]
    made = {step.row: Person(region=region, created_at=at, **_values(step)) for step in rows}
    Person.objects.bulk_create(made.values(), batch_size=_BATCH)
    _Tie.objects.bulk_create(
        [
            _Tie(person_id=made[step.row].pk, topic_id=topics[name])
            for step in rows
            for name in _names(step)
        ],
        batch_size=_BATCH,
    )
    return made


def _enters(step: Step) -> bool:
    return step.state == "new" and step.with_row is None


def _values(step: Step) -> dict[str, Any]:
    values = {name: text for name, text in step.facts.items() if name != "topics" and text}
    return {"salutation": Person.Salutation.OPEN, **values}


def _names(step: Step) -> list[str]:
    return [name for name in step.facts.get("topics", "").split("; ") if name]


def _change(region: Region, drawn: Plan, topics: Mapping[str, int]) -> None:
    """Set exactly the changed cells; persons that change in the same fields go together."""
    changes: dict[int, dict[str, str]] = defaultdict(dict)
    for step in drawn.steps:
        if step.person is not None and step.state == "changed":
            changes[step.person].update(step.facts)
    known = Person.objects.filter(region=region).in_bulk(list(changes))
    alike: dict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person, facts in changes.items():
        if "topics" in facts:
            told = facts.pop("topics")
            known[person].topics.set([topics[name] for name in told.split("; ") if name])
        for name, value in facts.items():
            setattr(known[person], name, value)
        alike[tuple(sorted(facts))].append(known[person])
    for names, group in alike.items():
        if names:
            Person.objects.bulk_update(group, names, batch_size=_BATCH)


def _begin_jobs(drawn: Plan, made: Mapping[int, Person]) -> None:
    begun = []
    for step in drawn.steps:
        if step.job is None or step.job.key is not None:
            continue
        new = made.get(step.with_row or step.row)
        begun.append(
            Affiliation(
                person_id=new.pk if new is not None else step.person or 0,
                institution_id=step.job.place,
                function=step.job.function,
                represents=step.job.represents,
                **_period(step.job),
            )
        )
    Affiliation.objects.bulk_create(begun, batch_size=_BATCH)


def _change_jobs(region: Region, jobs: Sequence[JobStep]) -> None:
    known = Affiliation.objects.filter(person__region=region).in_bulk([job.key for job in jobs])
    for job in jobs:
        function = known[job.key or 0]
        function.represents = job.represents
        for name, day in _period(job).items():
            setattr(function, name, day)
    fields = ["represents", "active_from", "active_to"]
    Affiliation.objects.bulk_update(known.values(), fields, batch_size=_BATCH)


def _period(job: JobStep) -> dict[str, date | None]:
    """The half-open period: the register keeps the first day that no longer counts."""
    last = date.fromisoformat(job.until) if job.until else None
    return {
        "active_from": date.fromisoformat(job.since) if job.since else None,
        "active_to": last + timedelta(days=1) if last else None,
    }
