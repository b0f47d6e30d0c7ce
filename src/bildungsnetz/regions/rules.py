"""What the charter demands of agreements, fields and holidays. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import CooperationAgreement

# The stations of the Bildungsbiografie as the circular of 25.08.2011 means them, in order.
DEFAULT_STAGES = (
    ("kita", "Kita und frühe Bildung"),
    ("primarstufe", "Primarstufe"),
    ("sekundarstufe-1", "Sekundarstufe I"),
    ("sekundarstufe-2", "Sekundarstufe II"),
    ("ausbildung-studium", "Ausbildung und Studium"),
    ("beruf", "Beruf"),
    ("weiterbildung", "Weiterbildung"),
)
DEFAULT_TOPICS = (
    ("sprachfoerderung", "Sprachförderung"),
    ("elternarbeit", "Elternarbeit"),
    ("uebergaenge", "Übergänge"),
    ("ganztag", "Ganztag"),
    ("individuelle-foerderung", "Individuelle Förderung"),
    ("inklusion", "Inklusion"),
    ("digitale-bildung", "Digitale Bildung"),
    ("berufsorientierung", "Berufsorientierung"),
)
PDF_LIMIT = 10 * 1024 * 1024
SUMMER_STARTS = 6


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the agreement and the function of whoever signed for it."""

    name: str
    signed_by: str


def in_force(agreement: CooperationAgreement, day: date) -> bool:
    """Tell whether the agreement holds on a day (half-open: not on `active_to` itself)."""
    ended = agreement.active_to is not None and agreement.active_to <= day
    return agreement.active_from <= day and not ended


def agreement_on(
    agreements: Iterable[CooperationAgreement], day: date
) -> CooperationAgreement | None:
    """The agreement in force on a day; of several the highest version."""
    holding = [agreement for agreement in agreements if in_force(agreement, day)]
    return max(holding, key=lambda agreement: agreement.version, default=None)


def school_year(first_day: date) -> str:
    """The school year that holidays belong to: "2026/27". Summer holidays open theirs."""
    start = first_day.year if first_day.month >= SUMMER_STARTS else first_day.year - 1
    return f"{start}/{(start + 1) % 100:02}"


def overlapping(period: Period, others: Sequence[Period]) -> Period | None:
    """The first of the other holidays that shares a day with this one."""
    for other in others:
        if period.first_day <= other.last_day and other.first_day <= period.last_day:
            return other
    return None


def may_upload_pdf(*, size: int, head: bytes) -> bool:
    """Tell whether an upload is a PDF of at most 10 MB, by its content and not by its name."""
    return size <= PDF_LIMIT and head.startswith(b"%PDF-")
