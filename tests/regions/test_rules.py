"""The charter's version on a day, school years, uploads."""

from datetime import date

import pytest

from bildungsnetz.regions.calendar import Period
from bildungsnetz.regions.models import CooperationAgreement
from bildungsnetz.regions.rules import (
    PDF_LIMIT,
    agreement_on,
    may_upload_pdf,
    overlapping,
    school_year,
)

D = date
FIRST = CooperationAgreement(version=1, active_from=D(2011, 3, 28), active_to=D(2020, 1, 1))
SECOND = CooperationAgreement(version=2, active_from=D(2020, 1, 1))


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (D(2011, 3, 27), None),
        (D(2011, 3, 28), FIRST),
        (D(2019, 12, 31), FIRST),
        (D(2020, 1, 1), SECOND),
        (D(2026, 9, 14), SECOND),
    ],
)
def test_the_version_in_force_on_a_day(day: date, found: CooperationAgreement | None) -> None:
    assert agreement_on([SECOND, FIRST], day) is found


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (D(2026, 7, 20), "2026/27"),
        (D(2026, 10, 17), "2026/27"),
        (D(2027, 3, 22), "2026/27"),
        (D(2099, 12, 23), "2099/00"),
    ],
)
def test_holidays_belong_to_a_school_year(day: date, year: str) -> None:
    assert school_year(day) == year


def test_holidays_that_share_a_day() -> None:
    autumn = Period("Herbstferien", D(2026, 10, 17), D(2026, 10, 31))
    assert overlapping(Period("Neu", D(2026, 10, 31), D(2026, 11, 2)), [autumn]) == autumn
    assert overlapping(Period("Neu", D(2026, 11, 1), D(2026, 11, 2)), [autumn]) is None


@pytest.mark.parametrize(
    ("size", "head", "allowed"),
    [
        (PDF_LIMIT, b"%PDF-1.7", True),
        (PDF_LIMIT + 1, b"%PDF-1.7", False),
        (10, b"MZ\x90\x00", False),
        (0, b"", False),
    ],
)
def test_only_real_pdfs_of_ten_megabytes(size: int, head: bytes, allowed: bool) -> None:
    assert may_upload_pdf(size=size, head=head) is allowed
