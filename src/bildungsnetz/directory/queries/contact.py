"""Reads about bases, consents and objections: of one person, of an address, of the whole region."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Min, QuerySet
from django.utils import timezone

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory import consent_texts, lawful
from bildungsnetz.directory.models import ConsentEntry, ConsentText, ContactBasis, Person
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Message, Stop
from bildungsnetz.regions.models import Region

Purpose, Source = ContactBasis.Purpose, ContactBasis.Source


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person may consent to, and whether they do; `entry` is the latest line of the log."""

    purpose: str
    label: str
    text: str
    version: int
    entry: ConsentEntry | None

    @property
    def is_given(self) -> bool:
        """Tell whether the consent stands."""
        return self.entry is not None and self.entry.given

    @property
    def is_older(self) -> bool:
        """Tell whether it was given on an earlier wording."""
        return self.entry is not None and self.is_given and self.entry.text.version != self.version


def bases(region: Region) -> QuerySet[ContactBasis]:
    """Every basis in force in the region."""
    rows = ContactBasis.objects.filter(person__region=region, ended_at=None)
    return rows.select_related("person__region")


def has_objected(person: Person) -> bool:
    """Tell whether the person objected to the use of their data (Art. 21 DSGVO)."""
    return ContactBasis.objects.filter(
        person=person, ended_at=None, objected_at__isnull=False
    ).exists()


def consent_log(person: Person) -> QuerySet[ConsentEntry]:
    """Every line of the log about a person, the latest first."""
    rows: QuerySet[ConsentEntry] = ConsentEntry.objects.filter(person=person)
    return rows.select_related("text").order_by("-at", "-pk")


def wordings(region: Region) -> dict[str, ConsentText]:
    """The wording in force for each purpose; an unsaved first version where none was used yet."""
    rows = ConsentText.objects.filter(region=region).order_by("version")
    found: dict[str, ConsentText] = {row.purpose: row for row in rows}
    return {
        purpose: found.get(purpose)
        or ConsentText(
            region=region,
            purpose=purpose,
            version=1,
            text=consent_texts.default(region, purpose),
        )
        for purpose in lawful.BY_CONSENT
    }


def versions(region: Region, purpose: str) -> QuerySet[ConsentText]:
    """Every wording there was for a purpose, the latest first."""
    rows: QuerySet[ConsentText] = ConsentText.objects.filter(region=region, purpose=purpose)
    return rows.order_by("-version")


def texts_with_counts(region: Region) -> list[tuple[ConsentText, int]]:
    """Each wording in force with the number of persons whose consent stands; two queries.

    A consent stands as long as the latest line about person and purpose gives it.
    """
    standing: dict[tuple[int, str], bool] = {}
    lines = ConsentEntry.objects.filter(person__region=region).order_by("at", "pk")
    for person, purpose, given in lines.values_list("person_id", "text__purpose", "given"):
        standing[person, purpose] = given
    counts = Counter(purpose for (_person, purpose), given in standing.items() if given)
    return [(text, counts[purpose]) for purpose, text in wordings(region).items()]


def consents(
    person: Person, region: Region, log: Sequence[ConsentEntry] | None = None
) -> list[Consent]:
    """What the person consents to and what not, in the order of purposes; two queries.

    `region` is the person's own.
    """
    latest: dict[str, ConsentEntry] = {}
    for entry in log if log is not None else consent_log(person):
        latest.setdefault(entry.text.purpose, entry)
    return [
        Consent(
            purpose=purpose,
            label=str(Purpose(purpose).label),
            text=wording.text,
            version=wording.version,
            entry=latest.get(purpose),
        )
        for purpose, wording in wordings(region).items()
    ]


def stop_of(region: Region, key: str) -> Stop | None:
    """What the address with this hash stopped, if anything."""
    return stopping.stops(region, [key]).get(key) if key else None


def persons_at(link: PersonalLink) -> list[Person]:
    """The persons whose address a contact link belongs to.

    The mail log knows the address for as long as it is kept; afterwards all addresses of the region
    are compared, since only a hash of theirs was kept.
    """
    if link.region is None:
        return []
    rows = Person.objects.filter(region=link.region).select_related("region").order_by("pk")
    mailed = Message.objects.filter(stop_link=link).order_by("-pk")
    for address in mailed.values_list("to_address", flat=True)[:1]:
        if stopping.address_hash(address) == link.subject:
            return list(rows.filter(email__iexact=address))
    known = rows.exclude(email="").values_list("pk", "email")
    keys = [pk for pk, email in known if stopping.address_hash(email) == link.subject]
    return list(rows.filter(pk__in=keys)) if keys else []


def untold(region: Region) -> QuerySet[Person]:
    """Persons who were not told yet of data that did not come from them, the oldest first.

    Annotated with `known_since`; the notice is due lawful.notice_due of it.
    """
    return (
        Person.objects.filter(
            region=region,
            bases__notified_at=None,
            bases__ended_at=None,
            bases__source__in=[one for one in Source if lawful.needs_notice(one)],
        )
        .annotate(known_since=Min("bases__recorded_at"))
        .order_by("known_since", "sort_name", "pk")
    )


def recorded_before(told_until: date) -> datetime:
    """The moment before which was recorded whatever its person must be told of before a day."""
    # A month back from that day; the rule itself counts from the other end (notice_due).
    day = lawful.months_later(told_until, -lawful.NOTICE_WITHIN)
    return timezone.make_aware(datetime.combine(day, time.min))


def untold_bases(*, before: datetime) -> QuerySet[ContactBasis]:
    """What was recorded before this moment and its person was not told of, in all regions."""
    return ContactBasis.objects.filter(
        notified_at=None, ended_at=None, recorded_at__lt=before
    ).exclude(source=Source.SELF)


def overdue(region: Region, *, today: date) -> int:
    """How many persons should have been told by now."""
    late = untold_bases(before=recorded_before(today))
    return Person.objects.filter(region=region, pk__in=late.values("person")).count()
