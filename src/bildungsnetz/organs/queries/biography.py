"""What organs tell in the lives of persons and institutions: their mandates."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.models import Institution, Person
from bildungsnetz.directory.queries.biography import NAME, Strand
from bildungsnetz.organs.models import Mandate

_SIGN = "\x1f"
"""Parts the role's code, who named, and who holds the mandate."""
_ROLE = Concat("role", Value(_SIGN), Coalesce("seat__party__name", Value("")))


def _said(detail: str) -> str:
    """ "member␟Stadt␟Eva Müller" as "Mitglied, benannt durch Stadt (Eva Müller)"."""
    role, party, holder = [*detail.split(_SIGN), "", ""][:3]
    words = str(dict(Mandate.Role.choices).get(role, role))
    if party:
        words = gettext("%(role)s, benannt durch %(party)s") % {"role": words, "party": party}
    return f"{words} ({holder.strip()})" if holder.strip() else words


def _of_people(institution: Institution) -> QuerySet[Mandate]:
    """Mandates that overlap with what their holders did in the institution."""
    theirs, mine = "person__affiliations__active_from", "person__affiliations__active_to"
    return Mandate.objects.filter(
        Q(**{f"{mine}__isnull": True}) | Q(**{f"{mine}__gt": F("active_from")}),
        Q(**{f"{theirs}__isnull": True}) | Q(active_to__isnull=True) | Q(active_to__gt=F(theirs)),
        person__affiliations__institution=institution,
    )


OF_PERSON: tuple[Strand[Person], ...] = (
    Strand(
        "mandate", _("Mandat"), lambda one: Mandate.objects.filter(person=one),
        "active_from", "organ__name", until="active_to", detail=_ROLE, page="organ", key="organ_id",
        say=_said,
    ),
)  # fmt: skip

OF_INSTITUTION: tuple[Strand[Institution], ...] = (
    Strand(
        "mandate", _("Mandat"), lambda one: Mandate.objects.filter(institution=one),
        "active_from", "organ__name", until="active_to", detail=_ROLE, page="organ", key="organ_id",
        say=_said,
    ),
    Strand(
        "people_mandate", _("Mandat"), _of_people,
        "active_from", "organ__name", until="active_to", page="organ", key="organ_id",
        detail=Concat(_ROLE, Value(_SIGN), NAME), say=_said,
    ),
)  # fmt: skip
