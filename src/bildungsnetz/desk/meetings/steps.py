"""What is to be done next for a conference, and what its programme warns of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from bildungsnetz.meetings.rules import clashes, registers_until

type Step = dict[str, Any]


def warnings_by_number(meeting: Any, workshops: Sequence[Any]) -> dict[int, list[str]]:
    """The warnings of each workshop by its number."""
    found: dict[int, list[str]] = {}
    for clash in clashes(workshops, starts_at=meeting.starts_at, ends_at=meeting.ends_at):
        found.setdefault(clash.number, []).append(clash.sentence)
    return found


def next_steps(meeting: Any, workshops: Sequence[Any], *, at: datetime) -> list[Step]:
    """The way of a conference from date to places; the first open step is the current one."""
    published = bool(workshops) and meeting.is_allocated
    answered = meeting.accepted_count + meeting.declined_count
    steps = [
        _step(meeting, gettext("Termin und Ort"), "desk_conference_edit", done=True),
        _step(
            meeting,
            gettext("Einladung schreiben"),
            "desk_invitation",
            done=bool(meeting.audience_id and meeting.invitation_body),
        ),
        _step(
            meeting,
            gettext("Einladung freigeben"),
            "desk_invitation_release",
            done=meeting.invited_at is not None,
        ),
        _step(
            meeting,
            gettext("Antworten sammeln"),
            "desk_answers",
            done=meeting.invited_at is not None
            and (answered == meeting.invited_count or at >= registers_until(meeting)),
        ),
    ]
    if workshops:
        steps.append(_step(meeting, gettext("Plätze zuteilen"), "desk_allocation", done=published))
    return _with_current(steps)


def _step(meeting: Any, label: str, route: str, *, done: bool) -> Step:
    kwargs = {"region": meeting.region.slug, "pk": meeting.pk}
    return {"label": label, "url": reverse(route, kwargs=kwargs), "done": done, "current": False}


def _with_current(steps: list[Step]) -> list[Step]:
    current = next((step for step in steps if not step["done"]), None)
    if current is not None:
        current["current"] = True
    return steps
