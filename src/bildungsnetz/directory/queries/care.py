"""Reads of the yearly confirmation: runs, whom they ask, what came back; how true entries are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.care import Light
from bildungsnetz.directory.models import Affiliation, Confirmation, ConfirmationRun, Institution
from bildungsnetz.directory.queries.audiences import audience_institutions
from bildungsnetz.directory.queries.institutions import active_at, institutions, open_at
from bildungsnetz.directory.queries.lights import confirmed_state
from bildungsnetz.directory.queries.recipients import Recipient, speakers
from bildungsnetz.directory.rules import is_active, is_open
from bildungsnetz.kit import dates
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.kit.letters import fill
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region

SUBJECT_LENGTH = 250  # what post's column holds
STATES = ("confirmed", "changed", "silent", "undeliverable")
_FAILED = Q(state=Confirmation.State.SILENT, message__state=Message.State.FAILED)


@dataclass(frozen=True, slots=True)
class Asked:
    """An institution, whom its letter greets, and the function in which that person speaks."""

    recipient: Recipient
    affiliation: Affiliation | None

    @classmethod
    def of(cls, institution: Institution, speaking: Affiliation | None) -> "Asked":
        """The person's own address is used where there is one, else the institution's."""
        recipient = Recipient.of(institution, speaking.person if speaking else None)
        return cls(recipient, speaking if recipient.is_personal else None)


@dataclass(frozen=True, slots=True)
class RunRecipients:
    """Whom a run would ask now: with an address, without one, and how many were asked before."""

    ready: list[Asked]
    without_address: list[Recipient]
    already: int

    @property
    def by_kind(self) -> list[tuple[str, int]]:
        """How the ready ones divide into kinds of institutions, most first."""
        return Counter(one.recipient.institution.kind.name for one in self.ready).most_common()

    @property
    def to_persons(self) -> int:
        """How many letters go to the own address of a representative."""
        return sum(one.affiliation is not None for one in self.ready)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many institutions of a run answered how; `undeliverable` ones are silent too."""

    confirmed: int
    changed: int
    silent: int
    undeliverable: int

    @property
    def asked(self) -> int:
        """All institutions of the run."""
        return self.confirmed + self.changed + self.silent + self.undeliverable


def runs(region: Region) -> QuerySet[ConfirmationRun]:
    """The region's runs, the latest first, with `asked` and `answered`."""
    silent = Q(confirmations__state=Confirmation.State.SILENT)
    return (
        ConfirmationRun.objects.filter(region=region)
        .select_related("region", "audience")
        .annotate(asked=Count("confirmations"), answered=Count("confirmations", filter=~silent))
        .order_by("-created_at", "-pk")
    )


def run_recipients(run: ConfirmationRun, *, today: date) -> RunRecipients:
    """The open institutions of the run's audience, or all, split into those to ask and the rest."""
    if run.audience is not None:
        found = list(audience_institutions(run.audience, today=today))
    else:
        found = list(institutions(run.region).filter(open_at(today)))
    asked = set(Confirmation.objects.filter(run=run).values_list("institution_id", flat=True))
    new = [institution for institution in found if institution.pk not in asked]
    rows = asked_of(new, today=today)
    return RunRecipients(
        ready=[row for row in rows if row.recipient.address],
        without_address=[row.recipient for row in rows if not row.recipient.address],
        already=len(found) - len(new),
    )


def asked_of(rows: Iterable[Institution], *, today: date) -> list[Asked]:
    """Whom a letter to each of the institutions reaches; two queries."""
    found = list(rows)
    speaking = speakers(found, today=today)
    return [Asked.of(row, speaking.get(row.pk)) for row in found]


def run_letter(run: ConfirmationRun, recipient: Recipient) -> tuple[str, str]:
    """Subject and body as this recipient gets them; `{link}` still stands in the body."""
    values = {
        "anrede": recipient.greeting,
        "einrichtung": recipient.institution.name,
        "frist": dates.day(run.closes_on),
    }
    return fill(run.subject, values)[:SUBJECT_LENGTH], fill(run.body, values)


def ends_at(closes_on: date) -> datetime:
    """The end of the last day, when the links of a run end."""
    return timezone.make_aware(datetime.combine(closes_on + timedelta(days=1), time.min))


def confirmations(run: ConfirmationRun, state: str = "") -> QuerySet[Confirmation]:
    """The institutions of a run by name; `state` is one of STATES or "" for all."""
    found = Confirmation.objects.filter(run=run)
    if state == "undeliverable":
        found = found.filter(_FAILED)
    elif state == "silent":
        found = found.filter(state=Confirmation.State.SILENT).exclude(_FAILED)
    elif state in STATES:
        found = found.filter(state=state)
    return found.select_related("institution", "institution__kind", "message", "link").order_by(
        "institution__sort_name", "pk"
    )


def figures(run: ConfirmationRun) -> Figures:
    """The numbers of a run; one query."""
    state = Confirmation.State
    counted = Confirmation.objects.filter(run=run).aggregate(
        confirmed=Count("pk", filter=Q(state=state.CONFIRMED)),
        changed=Count("pk", filter=Q(state=state.CHANGED)),
        silent=Count("pk", filter=Q(state=state.SILENT)),
        undeliverable=Count("pk", filter=_FAILED),
    )
    return Figures(**counted | {"silent": counted["silent"] - counted["undeliverable"]})


def confirmation_of(link: PersonalLink) -> QuerySet[Confirmation]:
    """The confirmation a personal link is for, with all that the page needs; one query."""
    return Confirmation.objects.filter(link=link, run__region=link.region).select_related(
        "run", "run__region", "institution", "institution__region", "institution__kind",
        "affiliation",
    )  # fmt: skip


def is_alive(confirmation: Confirmation, *, today: date) -> bool:
    """Tell whether a link that is still good may be used for the institution on a day.

    It may not once the run or the institution is closed, the institution was merged into another,
    or the representative it was sent to no longer represents the institution.
    """
    institution, function = confirmation.institution, confirmation.affiliation
    if confirmation.run.state != ConfirmationRun.State.RUNNING:
        return False
    if institution.pk != confirmation.issued_for or not is_open(institution.closed_on, today):
        return False
    if not confirmation.to_representative:
        return True
    return (
        function is not None
        and function.represents
        and function.institution_id == institution.pk
        and is_active(function.active_from, function.active_to, today)
    )


def running_confirmation(institution: Institution) -> Confirmation | None:
    """The institution's confirmation in a run under way, the latest; None without one."""
    return (
        Confirmation.objects.filter(
            institution=institution, run__state=ConfirmationRun.State.RUNNING
        )
        .select_related("run")
        .order_by("-run__released_at", "-pk")
        .first()
    )


def lights(region: Region, today: date) -> dict[str, int]:
    """How many open institutions show which light; one query."""
    counts = {one.value: Count("pk", filter=confirmed_state(one, today)) for one in Light}
    found: dict[str, int] = Institution.objects.filter(open_at(today), region=region).aggregate(
        **counts
    )
    return found


def silent_with_links(run: ConfirmationRun) -> QuerySet[Confirmation]:
    """Those who have not answered and hold a link that was not taken back."""
    return (
        confirmations(run)
        .filter(state=Confirmation.State.SILENT, link__revoked_at__isnull=True)
        .filter(link__isnull=False, institution=F("issued_for"))
        .select_related("institution", "institution__region", "affiliation", "link")
    )


@composed_once
def silent_for(user: int, region: int, today: date) -> QuerySet[Confirmation]:
    """What the user's institutions have not answered yet in runs under way, soonest first."""
    mine = Affiliation.objects.filter(
        active_at(today), person__user=user, person__region=region, represents=True
    )
    silent = Confirmation.objects.filter(
        institution__in=mine.values("institution"),
        state=Confirmation.State.SILENT,
        run__region=region,
        run__state=ConfirmationRun.State.RUNNING,
        run__closes_on__gte=today,
    )
    return silent.select_related("run", "institution").order_by("run__closes_on", "pk")
