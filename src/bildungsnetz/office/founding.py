"""A real office moves in: the region, its first clerk, its organs and fields, by its own names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts import actions as accounts
from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import Institution, InstitutionKind
from bildungsnetz.kit.slugs import free_slug
from bildungsnetz.organs import actions as organs
from bildungsnetz.organs.models import Organ
from bildungsnetz.regions import actions as regions
from bildungsnetz.regions.models import CooperationAgreement, FieldOfAction, Region

# Words that stand first in an address for other pages.
RESERVED = {"anmelden", "abmelden", "einrichten", "einladung", "runde", "static", "admin"}


class SetupUsedUp(Exception):
    """The setup link was used already: the region has been founded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way in, and whether it is done."""

    label: str
    done: bool
    url_name: str
    hint: str


@transaction.atomic
def found_region(
    *,
    link: PersonalLink,
    name: str,
    network_name: str,
    ags: str,
    land: str,
    clerk_name: str,
    clerk_email: str,
    at: datetime,
) -> tuple[Region, User]:
    """Make the region with stages, topics, kinds and holidays, and its first clerk.

    Uses up the setup link. Raises SetupUsedUp.
    """
    if not links.use_once(link, at=at):
        raise SetupUsedUp
    slug = free_slug(_place(name), RESERVED | set(Region.objects.values_list("slug", flat=True)))
    region = Region.objects.create(
        slug=slug[:40], name=name, network_name=network_name, ags=ags, land=land, created_at=at
    )
    by = Actor(label=clerk_name)
    regions.seed_region(region=region, by=by, at=at)
    directory.seed_kinds(region=region, by=by, at=at)
    clerk = accounts.add_clerk(region=region, email=clerk_email, name=clerk_name, by=by, at=at)
    audit.record(region=region, by=by, at=at, action="region.founded", on=region)
    return region, clerk


def _place(name: str) -> str:
    """The place in the region's name: "Bildungsregion Kreis Olpe" → "Kreis Olpe"."""
    return name.removeprefix("Bildungsregion ").removeprefix("Bildungsnetzwerk ")


@transaction.atomic
def set_up_organs(
    *,
    region: Region,
    names: dict[str, str],
    parties: Sequence[tuple[str, int]],
    by: Actor,
    at: datetime,
) -> list[Organ]:
    """Make the three organs of the charter by the region's own names, and the steering seats.

    `names` maps the kinds conference, steering and office to names; `parties` lists who names
    how many people for the steering organ. Organs of a kind that exist already stay.
    """
    made = []
    for kind, name in names.items():
        if not Organ.objects.filter(region=region, kind=kind).exists():
            made.append(
                organs.create_organ(
                    region=region, values={"kind": kind, "name": name}, by=by, at=at
                )
            )
    steering = next((organ for organ in made if organ.kind == Organ.Kind.STEERING), None)
    if steering is not None:
        for party, count in parties:
            organs.add_seats(organ=steering, party=party, count=count, by=by, at=at)
    return made


@transaction.atomic
def set_up_fields(
    *, region: Region, names: Sequence[str], cross_cutting: Sequence[str], by: Actor, at: datetime
) -> int:
    """Make the fields of action and the cross-cutting themes that are not there yet.

    What is named as both is a cross-cutting theme.
    """
    known = set(FieldOfAction.objects.filter(region=region).values_list("name", flat=True))
    wanted = dict.fromkeys(names, False) | dict.fromkeys(cross_cutting, True)
    new = {name: crossing for name, crossing in wanted.items() if name not in known}
    for name, crossing in new.items():
        values = {"name": name, "is_cross_cutting": crossing, "question": _question(name, crossing)}
        regions.save_field(region=region, field=None, values=values, by=by, at=at)
    return len(new)


def _question(name: str, crossing: bool) -> str:
    return f"Was heißt das für {name.removesuffix(' gestalten')}?" if crossing else ""


def _is_reachable(region: Region) -> bool:
    """A house and a telephone: some town halls are known by their name rather than a street."""
    return bool((region.office_street or region.office_building) and region.office_phone)


def found_already() -> dict[str, Exists]:
    """Annotations of a region: has it organs, fields, fields of kinds, charter, register."""
    here = OuterRef("pk")
    steering = Organ.Kind.STEERING
    return {
        "has_organs": Exists(Organ.objects.filter(region=here, kind=steering)),
        "has_fields": Exists(FieldOfAction.objects.filter(region=here)),
        "has_kind_fields": Exists(
            InstitutionKind.objects.filter(region=here, fields__isnull=False)
        ),
        "has_charter": Exists(CooperationAgreement.objects.filter(region=here)),
        "has_register": Exists(Institution.objects.filter(region=here)),
    }


def steps(region: Region) -> list[Step]:
    """The way in with what is done already; one query."""
    known = Region.objects.filter(pk=region.pk).annotate(**found_already())
    return steps_of(region, known.values(*found_already()).get())


def steps_of(region: Region, known: Mapping[str, Any]) -> list[Step]:
    """The way in, with the values of `found_already`."""
    return [
        Step(
            str(_("Gremien und Sitze")), known["has_organs"], "desk_setup_organs",
            str(_("Wie Ihre Gremien heißen und wer wie viele Personen benennt.")),
        ),
        Step(
            str(_("Handlungsfelder")), known["has_fields"], "desk_setup_fields",
            str(_("Worauf sich Land und Kommune verständigt haben, samt Querschnittsthema.")),
        ),
        Step(
            str(_("Handlungsfelder der Einrichtungen")), known["has_kind_fields"],
            "desk_kinds_fields",
            str(_("Womit neue Einrichtungen beginnen; für jede Art lässt es sich verfeinern.")),
        ),
        Step(
            str(_("Anschrift des Büros")), _is_reachable(region),
            "desk_region", str(_("Steht auf der öffentlichen Seite und unter jeder Einladung.")),
        ),
        Step(
            str(_("Kooperationsvertrag")), known["has_charter"], "desk_agreement_new",
            str(_("Vertragsparteien, Datum und, wenn Sie mögen, der Vertrag als PDF.")),
        ),
        Step(
            str(_("Schulverzeichnis")), known["has_register"], "desk_imports",
            str(_("Ihre Schulen und Einrichtungen aus einer CSV- oder Excel-Datei.")),
        ),
    ]  # fmt: skip
