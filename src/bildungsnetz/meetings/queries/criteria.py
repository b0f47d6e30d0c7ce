"""What meetings add to the criteria of lists and audiences: who was invited, came, stayed away."""

from collections.abc import Sequence
from datetime import date

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat, ExtractYear
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.queries.criteria import Choice, Criterion, Options, Tie
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.regions.models import Region

LATEST = (1, 3)
"""How many of the latest conferences may be asked for together."""
NAMED, YEARS = 6, 3
"""How many meetings may be asked for by name, and of how many years."""
_ANSWERS = {
    "eingeladen": _("eingeladen"),
    "angemeldet": _("angemeldet"),
    "abgesagt": _("abgesagt"),
    "still": _("ohne Antwort"),
}


def _past(region: Region, today: date) -> QuerySet[Meeting]:
    """Conferences that were held, the latest first."""
    return Meeting.objects.filter(
        region=region,
        kind=Meeting.Kind.CONFERENCE,
        cancelled_at=None,
        invited_at__isnull=False,
        starts_at__date__lt=today,
    ).order_by("-starts_at", "-pk")


def _meetings(region: Region, which: str, today: date) -> list[int]:
    """The keys of the meetings that the second half of a value means."""
    if which.startswith("letzte"):
        number = which.removeprefix("letzte")
        count = int(number) if number.isdecimal() else 0
        return list(_past(region, today).values_list("pk", flat=True)[:count])
    return [int(which)] if which.isdecimal() else []


def _ties(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    """Values are an answer and a meeting: "angemeldet:17", "still:letzte3"."""
    found = []
    for value in values:
        answer, _sign, which = value.partition(":")
        keys = _meetings(region, which, today)
        invited = Invitation.objects.filter(meeting__in=keys, meeting__region=region)
        if answer == "eingeladen":
            found.append(Tie(invited, "institution", "meeting__title"))
        elif answer == "abgesagt":
            declined = invited.filter(state=Invitation.State.DECLINED)
            found.append(Tie(declined, "institution", "meeting__title"))
        elif answer == "still":
            silent = invited.filter(state=Invitation.State.INVITED)
            found.append(Tie(silent, "institution", "meeting__title"))
        elif answer == "angemeldet":
            coming = Registration.objects.filter(
                invitation__in=invited, state=Registration.State.REGISTERED
            )
            found.append(Tie(coming, "invitation__institution", "meeting__title"))
    return found


def _options(region: Region, today: date) -> Options:
    """Meetings of the last years people were invited to, the latest years first."""
    year = ExtractYear("starts_at")
    asked = Meeting.objects.filter(
        region=region,
        invited_at__isnull=False,
        cancelled_at=None,
        starts_at__year__gte=today.year - YEARS,
    )
    label = Concat("title", Value(" ("), Cast(year, CharField()), Value(")"))
    return Options(asked, value="pk", label=label, order=Value(0) - year, spread=_with_answers)


def _with_answers(meetings: list[Choice]) -> list[Choice]:
    """The latest conferences together, then the meetings by name, each with every answer."""
    if not meetings:
        return []
    names = [
        (f"letzte{count}", gettext("letzte Konferenz") if count == 1
         else gettext("letzte %(count)s Konferenzen") % {"count": count})
        for count in LATEST
    ]  # fmt: skip
    return [
        (f"{answer}:{which}", f"{name}: {label}")
        for which, name in [*names, *meetings[:NAMED]]
        for answer, label in _ANSWERS.items()
    ]


ATTENDANCE = Criterion(
    "attendance", "teilnahme", _("Teilnahme"), _ties, _options, part="meetings", single=True
)
