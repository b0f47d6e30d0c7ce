"""Writing recommendations and changing their wording."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.decisions import rules
from bildungsnetz.decisions.models import CrossCuttingAnswer, Recommendation, Version
from bildungsnetz.decisions.standing import latest_version, locked, plain_text
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.regions.models import FieldOfAction, Region


class EditedMeanwhile(Exception):
    """Somebody else saved since the form was opened; `current` is what stands now."""

    def __init__(self, current: Recommendation) -> None:
        super().__init__()
        self.current = current


class TextIsFixed(Exception):
    """A round runs on the text, or it was agreed: it may not be changed any more."""


@transaction.atomic
def write_recommendation(
    *,
    region: Region,
    meeting: Meeting,
    workshop: Workshop | None,
    title: str,
    text: str,
    fields: Collection[FieldOfAction],
    answers: Mapping[int, str],
    by: Actor,
    at: datetime,
) -> Recommendation:
    """Write down a recommendation of a conference with its first wording.

    `answers` holds the answer to each cross-cutting theme by the field's key. The number is the
    next one of the conference's year; the region's row is locked, so that parallel calls cannot
    take the same. Raises ValueError for a meeting of another region or a foreign workshop.
    """
    if meeting.region_id != region.pk or (workshop and workshop.meeting_id != meeting.pk):
        raise ValueError("The workshop belongs to the meeting, the meeting to the region.")
    year = timezone.localtime(meeting.starts_at).year
    recommendation = Recommendation.objects.create(
        region=region,
        year=year,
        number=_next_number(region, year),
        title=title,
        meeting=meeting,
        workshop=workshop,
        created_at=at,
    )
    recommendation.fields.set(fields)
    _write_answers(recommendation, answers)
    _add_version(recommendation, text, by=by, at=at)
    audit.record(
        region=region,
        by=by,
        at=at,
        action="recommendation.written",
        on=recommendation,
        detail={"label": recommendation.label, "title": title, "meeting": meeting.pk},
    )
    return recommendation


@transaction.atomic
def revise_recommendation(
    *,
    recommendation: Recommendation,
    revision: int,
    title: str,
    text: str,
    fields: Collection[FieldOfAction],
    answers: Mapping[int, str],
    by: Actor,
    at: datetime,
) -> Recommendation:
    """Change a recommendation; a new wording becomes a new Fassung, the old ones stay.

    `revision` is the one the form was opened with. Raises EditedMeanwhile when it is not the
    present one any more, TextIsFixed while a round runs and once the text was agreed.
    """
    current = locked(recommendation)
    if current.revision != revision:
        raise EditedMeanwhile(current)
    if current.state not in rules.EDITABLE:
        raise TextIsFixed
    changed = _changes(current, title=title, text=text, fields=fields, answers=answers)
    if not changed:
        return current
    current.title = title
    current.revision += 1
    current.save(update_fields=["title", "revision"])
    current.fields.set(fields)
    _write_answers(current, answers)
    if "text" in changed:
        _add_version(current, text, by=by, at=at)
    audit.record(
        region=current.region,
        by=by,
        at=at,
        action="recommendation.revised",
        on=current,
        detail={"changed": changed, "revision": current.revision},
    )
    return current


@transaction.atomic
def show_publicly(
    *, recommendation: Recommendation, is_public: bool, by: Actor, at: datetime
) -> None:
    """Show a recommendation on the public pages, or take it from there."""
    current = locked(recommendation)
    if current.is_public == is_public:
        return
    current.is_public = is_public
    current.save(update_fields=["is_public"])
    action = "recommendation.published" if is_public else "recommendation.hidden"
    audit.record(region=current.region, by=by, at=at, action=action, on=current)


def _next_number(region: Region, year: int) -> int:
    Region.objects.select_for_update(no_key=True).get(pk=region.pk)
    taken = Recommendation.objects.filter(region=region, year=year).aggregate(Max("number"))
    return (taken["number__max"] or 0) + 1


def _add_version(recommendation: Recommendation, text: str, *, by: Actor, at: datetime) -> None:
    number = recommendation.versions.count() + 1
    Version.objects.create(
        recommendation=recommendation, number=number, text=plain_text(text), at=at, by=by.label
    )


def _write_answers(recommendation: Recommendation, answers: Mapping[int, str]) -> None:
    """Keep the answers given; an emptied one is taken away."""
    for key, text in answers.items():
        written = plain_text(text)
        if written:
            CrossCuttingAnswer.objects.update_or_create(
                recommendation=recommendation, field_id=key, defaults={"text": written}
            )
        else:
            recommendation.cross_cutting_answers.filter(field_id=key).delete()


def _changes(
    current: Recommendation,
    *,
    title: str,
    text: str,
    fields: Collection[FieldOfAction],
    answers: Mapping[int, str],
) -> list[str]:
    """The names of what differs from what is stored."""
    latest = latest_version(current)
    stored = dict(current.cross_cutting_answers.values_list("field_id", "text"))
    given = {key: plain_text(answer) for key, answer in answers.items()}
    differs = {
        "title": title != current.title,
        "text": plain_text(text) != latest.text,
        "fields": {f.pk for f in fields} != set(current.fields.values_list("pk", flat=True)),
        "answers": any(stored.get(key, "") != answer for key, answer in given.items()),
    }
    return [name for name, is_different in differs.items() if is_different]
