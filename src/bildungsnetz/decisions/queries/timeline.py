"""The passport of a recommendation: one timeline from the workshop to the last report.

Everybody sees the public one. `inside` adds what is written down but not published, accompanying
texts, and the names of those who reported.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from bildungsnetz.decisions.models import Consultation, Objection, Order, Recommendation, Round
from bildungsnetz.decisions.queries.rounds import objections_in
from bildungsnetz.decisions.rules import days_waiting
from bildungsnetz.kit import dates, phrases

ALL_DONE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the component kit/timeline.html draws it; `body` is Markdown."""

    when: str
    title: str
    at: datetime | None = None
    body: str = ""
    badge: str = ""
    tone: str = ""
    who: str = ""
    url: str = ""
    planned: bool = False


def timeline(recommendation: Recommendation, *, today: date, inside: bool) -> list[Entry]:
    """All that happened to a recommendation read by `recommendation_page`, oldest first.

    What is still to come (an answer waited for, a date to be met) stands at the end. No queries.
    """
    happened = [
        *_versions(recommendation),
        *_rounds(recommendation),
        *_passage(recommendation, inside=inside),
        *_orders(recommendation, inside=inside),
    ]
    return [
        _written(recommendation),
        *sorted(happened, key=lambda entry: entry.at or recommendation.created_at),
        *_expected(recommendation, today, inside=inside),
    ]


def _day(at: datetime | date) -> str:
    local = timezone.localdate(at) if isinstance(at, datetime) else at
    return dates.day_short(local, get_language() or dates.GERMAN)


def _written(recommendation: Recommendation) -> Entry:
    meeting, workshop = recommendation.meeting, recommendation.workshop
    title = (
        gettext("Erarbeitet im Workshop „%(workshop)s“: %(meeting)s")
        if workshop
        else gettext("Erarbeitet: %(meeting)s")
    )
    names = {"workshop": workshop.title if workshop else "", "meeting": meeting.title}
    return Entry(when=_day(meeting.starts_at), title=title % names, at=meeting.starts_at)


def _versions(recommendation: Recommendation) -> Iterator[Entry]:
    for version in list(recommendation.versions.all())[1:]:
        yield Entry(
            when=_day(version.at),
            title=gettext("Wortlaut geändert: Fassung %(number)d") % {"number": version.number},
            at=version.at,
        )


def _rounds(recommendation: Recommendation) -> Iterator[Entry]:
    for row in recommendation.rounds.all():
        asked = len(row.entitled.all())
        title = ngettext(
            "Konsensrunde %(number)d eröffnet: %(count)d Person gefragt",
            "Konsensrunde %(number)d eröffnet: %(count)d Personen gefragt",
            asked,
        )
        yield Entry(
            when=_day(row.opened_at),
            title=title % {"number": row.number, "count": asked},
            at=row.opened_at,
            body=gettext("Zur Fassung %(version)d, Rückmeldung bis %(day)s.")
            % {"version": row.version.number, "day": _day(row.closes_at)},
        )
        if row.closed_at:
            yield _result(row, row.closed_at)


def _result(row: Round, closed_at: datetime) -> Entry:
    parts = [row.verdict]
    parts += [_objection(o) for o in objections_in(row.entitled.all())]
    if row.minority_statement:
        parts += [f"**{gettext('Minderheitsvotum')}**", _quoted(row.minority_statement)]
    return Entry(
        when=_day(closed_at),
        title=gettext("Ergebnis der Konsensrunde %(number)d") % {"number": row.number},
        at=closed_at,
        body="\n\n".join(parts),
        badge=row.get_result_display(),
        tone=phrases.tone(row.result),
    )


def _objection(objection: Objection) -> str:
    """An objection without a name: its reason, how it was settled, the moderation's answer."""
    state = objection.get_state_display()
    head = gettext("Einwand (%(state)s):") % {"state": state}
    answer = gettext("Antwort der Moderation:")
    parts = [f"**{head}**", _quoted(objection.reason)]
    return "\n\n".join([*parts, answer, _quoted(objection.answer)] if objection.answer else parts)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def _passage(recommendation: Recommendation, *, inside: bool) -> Iterator[Entry]:
    for row in recommendation.consultations.all():
        yield Entry(
            when=_day(row.forwarded_at),
            title=gettext("Zur Entscheidung weitergegeben: %(organ)s") % {"organ": row.organ.name},
            at=row.forwarded_at,
            body=row.note if inside else "",
        )
        if row.evaluating_at and (inside or row.evaluating_published_at):
            yield _answer(
                row, row.evaluating_at, Consultation.Answer.EVALUATING, row.evaluating_reason,
                is_public=row.evaluating_published_at is not None,
            )  # fmt: skip
        if row.answered_at and (inside or row.published_at):
            yield _answer(
                row, row.answered_at, Consultation.Answer(row.answer), _decision(row),
                is_public=row.published_at is not None,
            )  # fmt: skip


def _answer(
    row: Consultation, at: datetime, answer: Consultation.Answer, body: str, *, is_public: bool
) -> Entry:
    label = str(answer.label)
    return Entry(
        when=_day(at),
        title=gettext("Antwort: %(organ)s") % {"organ": row.organ.name},
        at=at,
        body=body,
        badge=label if is_public else gettext("%(answer)s, noch intern") % {"answer": label},
        tone=phrases.tone(answer.value),
    )


def _decision(row: Consultation) -> str:
    if not hasattr(row, "resolution"):
        return row.reason
    head = gettext("Beschluss Nr. %(number)d vom %(day)s") % {
        "number": row.resolution.number,
        "day": _day(row.resolution.decided_on),
    }
    return "\n\n".join(part for part in (row.reason, f"**{head}**", row.resolution.text) if part)


def _known_orders(recommendation: Recommendation, *, inside: bool) -> Iterator[Order]:
    """Orders that may be told: publicly only those of a published answer."""
    for order in recommendation.orders.all():
        consultation = order.resolution.consultation
        if inside or (consultation is not None and consultation.published_at):
            yield order


def _orders(recommendation: Recommendation, *, inside: bool) -> Iterator[Entry]:
    for order in _known_orders(recommendation, inside=inside):
        consultation = order.resolution.consultation
        given = consultation.answered_at if consultation else None
        yield Entry(
            when=_day(given or order.resolution.decided_on),
            title=gettext("Auftrag an: %(organ)s") % {"organ": order.assignee.name},
            at=given,
            body=order.text,
            who=gettext("Zu erledigen bis %(day)s") % {"day": _day(order.due_on)},
        )
        for report in order.reports.all():
            done = report.percent == ALL_DONE
            yield Entry(
                when=_day(report.at),
                title=gettext("Bericht zum Auftrag: %(organ)s") % {"organ": order.assignee.name},
                at=report.at,
                body=report.text,
                badge=gettext("erledigt") if done else f"{report.percent} %",
                tone="success" if done else "info",
                who=report.by if inside else "",
            )


def _expected(recommendation: Recommendation, today: date, *, inside: bool) -> Iterator[Entry]:
    for row in recommendation.consultations.all():
        answered = row.answered_at if inside else row.published_at
        if not answered:
            yield _clock(row, today)
    for order in _known_orders(recommendation, inside=inside):
        if order.done_on is None:
            late = order.due_on < today
            yield Entry(
                when=_day(order.due_on),
                title=gettext("Frist des Auftrags: %(organ)s") % {"organ": order.assignee.name},
                badge=gettext("überfällig") if late else "",
                tone="danger" if late else "",
                planned=True,
            )


def _clock(row: Consultation, today: date) -> Entry:
    days = days_waiting(timezone.localdate(row.forwarded_at), today)
    waiting = ngettext("seit %(count)d Tag ohne Antwort", "seit %(count)d Tagen ohne Antwort", days)
    return Entry(
        when=gettext("offen"),
        title=gettext("Wartet auf Antwort: %(organ)s") % {"organ": row.organ.name},
        badge=waiting % {"count": days},
        tone="warning",
        planned=True,
    )
