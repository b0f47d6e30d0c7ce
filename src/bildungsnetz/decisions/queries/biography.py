"""What decisions tell in the lives of persons and institutions: rounds and wordings."""

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Entitled, Version
from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.directory.queries.biography import Strand, moment
from bildungsnetz.meetings.queries.biography import registrations

# What somebody answered is not told here: only that they did.
_ANSWERED = Case(When(ballot__isnull=False, then=Value("ja")), default=Value("nein"))


def _entitled(person: Person) -> QuerySet[Entitled] | None:
    """Rounds in which the person may answer: as a user or by a registration."""
    fits = Q(pk__in=[])
    if person.user_id:
        fits |= Q(user=person.user_id)
    coming = registrations(person)
    if coming is not None:
        fits |= Q(registration__in=coming)
    return Entitled.objects.filter(fits, round__recommendation__region=person.region_id)


def _versions(person: Person) -> QuerySet[Version] | None:
    """Wordings that the person wrote: kept with the name under which they were signed in."""
    if not person.user_id:
        return None
    names = User.objects.filter(pk=person.user_id).values("display_name")
    return Version.objects.filter(by__in=names, recommendation__region=person.region_id)


def _round(code: str) -> str:
    return gettext("hat geantwortet") if code == "ja" else gettext("ohne Antwort")


def _version(number: str) -> str:
    return gettext("Fassung %(number)s geschrieben") % {"number": number}


OF_PERSON: tuple[Strand[Person], ...] = (
    Strand(
        "round", _("Konsensrunde"), _entitled, moment("round__opened_at"),
        "round__recommendation__title", detail=_ANSWERED, page="recommendation",
        key="round__recommendation_id", say=_round,
    ),
    Strand(
        "version", _("Empfehlung"), _versions, moment("at"), "recommendation__title",
        detail="number", page="recommendation", key="recommendation_id", say=_version,
    ),
)  # fmt: skip

OF_INSTITUTION: tuple[Strand[Institution], ...] = (
    Strand(
        "round", _("Konsensrunde"),
        lambda one: Entitled.objects.filter(registration__invitation__institution=one),
        moment("round__opened_at"), "round__recommendation__title", detail="name",
        page="recommendation", key="round__recommendation_id",
    ),
)  # fmt: skip
