"""Lists of persons: what they are narrowed to, and what is offered for it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import CharField, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Affiliation, ContactBasis, InstitutionKind, Person
from bildungsnetz.directory.queries.criteria import Choice, Criterion, Options, Registry, Tie, tied
from bildungsnetz.directory.queries.institutions import active_at
from bildungsnetz.regions.models import Region, Topic

SPEAKS, WORKS, IDLE = "vertritt", "taetig", "ohne"
MISSING = "fehlt"


def _functions(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    """Who speaks for an institution, who does anything in one, who does nothing at all."""
    now = Affiliation.objects.filter(active_at(today), institution__region=region)
    found = []
    if SPEAKS in values:
        found.append(Tie(now.filter(represents=True), "person", "institution__name"))
    if WORKS in values:
        found.append(Tie(now, "person", "institution__name"))
    if IDLE in values:
        idle = Person.objects.filter(region=region).exclude(pk__in=now.values("person"))
        found.append(Tie(idle, "pk", Value("", output_field=CharField())))
    return found


def _function_options(region: Region, today: date) -> list[Choice]:  # noqa: ARG001
    return [
        (SPEAKS, gettext("vertritt eine Einrichtung")),
        (WORKS, gettext("in einer Einrichtung tätig")),
        (IDLE, gettext("ohne Tätigkeit")),
    ]


def _kinds(region: Region, values: Sequence[str], today: date) -> list[Tie]:
    now = Affiliation.objects.filter(active_at(today), institution__region=region)
    fits = now.filter(institution__kind__slug__in=values)
    return [Tie(fits, "person", "institution__kind__name")]


def _bases(region: Region, values: Sequence[str], today: date) -> list[Tie]:  # noqa: ARG001
    """Whose data nothing allows to use: no basis at all, or none that still holds."""
    if MISSING not in values:
        return []
    good = ContactBasis.objects.filter(ended_at=None, person__region=region)
    bare = Person.objects.filter(region=region).exclude(pk__in=good.values("person"))
    return [Tie(bare, "pk", Value("", output_field=CharField()))]


PERSONS = Registry(
    Criterion(
        "kinds", "art", _("Art der Einrichtung"), _kinds,
        lambda region, _today: Options(InstitutionKind.objects.filter(region=region)),
    ),
    Criterion("functions", "taetigkeit", _("Tätigkeit"), _functions, _function_options),
    Criterion(
        "topics", "thema", _("Thema"), tied(Person, "topics__slug", "topics__name"),
        lambda region, _today: Options(Topic.objects.filter(region=region), order=Value(0)),
    ),
    Criterion(
        "bases", "grundlage", _("Rechtsgrundlage"), _bases,
        lambda _region, _today: [(MISSING, gettext("fehlt"))],
    ),
)  # fmt: skip
"""By what lists of persons are narrowed; rooms above plug in theirs."""
