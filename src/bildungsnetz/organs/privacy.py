"""Organs, seats, and who held them: the record of who spoke for whom in which office."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import (
    PERMANENT,
    Activity,
    Basis,
    Category,
    Erasure,
    Table,
    joining,
    kept,
    machine,
    mentions,
    personal,
    plain,
)
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ, Seat

ORGANS = _("Gremien, ihre Aufgaben und Sitze")
STAYS = _(
    "Welche Stelle ein Amt wann besetzt hatte, bleibt als Teil der Niederschriften und Beschlüsse "
    "nachvollziehbar (Art. 17 Abs. 3 Buchst. b und d DSGVO); der Name wird gelöscht."
)

TABLES = [
    Table(
        model=Organ,
        activity=Activity.ORGANS,
        purpose=ORGANS,
        basis=Basis.TASK,
        retention=PERMANENT,
        fields={
            **plain("id region parent slug kind name founded_on closed_on"),
            **plain("invitation_min_days invitation_max_days agenda_days order"),
            **mentions("tasks cross_cutting_answer closing_reason"),
        },
    ),
    *joining(Organ.fields.through, activity=Activity.ORGANS, purpose=ORGANS, retention=PERMANENT),
    Table(
        model=NominatingParty,
        activity=Activity.ORGANS,
        purpose=ORGANS,
        retention=PERMANENT,
        fields=plain("id region name order"),
    ),
    Table(
        model=Seat,
        activity=Activity.ORGANS,
        purpose=ORGANS,
        retention=PERMANENT,
        region="organ__region",
        fields=plain("id organ party number is_voting active_from active_to"),
    ),
    Table(
        model=Mandate,
        activity=Activity.ORGANS,
        label=_("Mandate"),
        purpose=_("wer welchen Sitz und welches Amt von wann bis wann innehatte"),
        basis=Basis.TASK,
        retention=PERMANENT,
        source=_("von der benennenden Stelle mitgeteilt"),
        region="organ__region",
        rows_of=lambda subject: Mandate.objects.filter(person__in=subject.persons),
        fields={
            **plain("id seat institution"),
            "person": machine(Erasure.KEEP, why=STAYS),
            "organ": kept(Category.FUNCTION, STAYS, label=_("Gremium")),
            "role": kept(Category.FUNCTION, STAYS),
            "active_from": kept(Category.FUNCTION, STAYS),
            "active_to": kept(Category.FUNCTION, STAYS),
            "term_to": kept(Category.FUNCTION, STAYS),
            "note": personal(Category.FUNCTION, Erasure.EMPTY),
        },
    ),
]
