"""The region's frame names offices and functions, not people."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.kit.privacy import PERMANENT, WHILE_USED, Activity, Basis, Table, mentions, plain
from bildungsnetz.regions.models import (
    AgreementParty,
    CooperationAgreement,
    FieldOfAction,
    Region,
    SchoolHoliday,
    Stage,
    Topic,
)

WORDS = _("Begriffe, nach denen die Bildungsregion ihre Arbeit ordnet")

TABLES = [
    Table(
        model=Region,
        activity=Activity.SITE,
        purpose=_("Name, Anschrift und Auftritt der Bildungsregion und ihrer Geschäftsstelle"),
        retention=WHILE_USED,
        region="pk",
        fields=plain(
            "id slug name network_name ags land introduction office_name office_department "
            "office_building office_street office_postcode office_city office_phone office_fax "
            "office_email data_source_note is_example created_at"
        ),
    ),
    Table(
        model=CooperationAgreement,
        activity=Activity.SITE,
        purpose=_("der Kooperationsvertrag in seinen Fassungen"),
        basis=Basis.TASK,
        retention=PERMANENT,
        fields={
            **plain("id region version title signed_on active_from active_to"),
            **mentions("text document"),
        },
    ),
    Table(
        model=AgreementParty,
        activity=Activity.SITE,
        purpose=_("die Vertragsparteien und die Funktion derer, die unterzeichnet haben"),
        retention=PERMANENT,
        region="agreement__region",
        fields=plain("id agreement name signed_by order"),
    ),
    Table(
        model=FieldOfAction,
        activity=Activity.SITE,
        purpose=WORDS,
        retention=WHILE_USED,
        fields=plain("id region slug name description is_cross_cutting question order"),
    ),
    Table(
        model=Stage,
        activity=Activity.SITE,
        purpose=WORDS,
        retention=WHILE_USED,
        fields=plain("id region slug name order"),
    ),
    Table(
        model=Topic,
        activity=Activity.SITE,
        purpose=WORDS,
        retention=WHILE_USED,
        fields=plain("id region slug name"),
    ),
    Table(
        model=SchoolHoliday,
        activity=Activity.SITE,
        purpose=_("Schulferien für den Kalender"),
        retention=WHILE_USED,
        fields=plain("id region name first_day last_day source"),
    ),
]
