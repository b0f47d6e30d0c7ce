"""The audit chain: any edit, deletion, swap or cut is found."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from bildungsnetz.accounts import audit
from bildungsnetz.accounts.chain import problems
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.regions.models import Region
from tests.cast import NOW


@pytest.fixture
def chain(hagen: Region) -> Region:
    """Eight entries."""
    for number in range(8):
        audit.record(
            region=hagen,
            by=audit.CONSOLE,
            at=NOW,
            action="test.written",
            on=hagen,
            detail={"number": number, "name": "Übergänge"},
        )
    return hagen


def entry(number: int) -> AuditEntry:
    return AuditEntry.objects.get(number=number)


def edit(**fields: object) -> Callable[[], object]:
    return lambda: AuditEntry.objects.filter(number=4).update(**fields)


def delete(number: int) -> Callable[[], object]:
    return lambda: AuditEntry.objects.filter(number=number).delete()


def swap() -> None:
    third, fourth = entry(3), entry(4)
    AuditEntry.objects.filter(number=3).update(detail=fourth.detail)
    AuditEntry.objects.filter(number=4).update(detail=third.detail)


def cut_off() -> None:
    AuditEntry.objects.filter(number__gt=5).delete()


def test_a_whole_chain_has_no_problems(chain: Region, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(problems()) == []
    assert list(problems(known_head=entry(3).hash)) == []
    call_command("verify_audit")
    assert capsys.readouterr().out == (
        "Das Protokoll ist unverändert: 8 Einträge.\n"
        f"Prüfwert zum Notieren: {AuditHead.objects.get().hash}\n"
    )


def test_an_empty_chain_is_whole(db: None) -> None:
    assert list(problems()) == []


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (edit(actor="Jemand"), ["Wer Eintrag 4 geschrieben hat, wurde verändert."]),
        (edit(action="x"), ["Eintrag 4 wurde verändert."]),
        (edit(record_id="99"), ["Eintrag 4 wurde verändert."]),
        (edit(detail={}), ["Die Einzelheiten von Eintrag 4 wurden verändert."]),
        (edit(detail_salt="0"), ["Die Einzelheiten von Eintrag 4 wurden verändert."]),
        (
            edit(detail=None, detail_salt=""),
            ["Die Einzelheiten von Eintrag 4 wurden verändert."],
        ),
        (
            edit(actor="gelöschte Person", actor_salt=""),
            ["Wer Eintrag 4 geschrieben hat, wurde verändert."],
        ),
        (
            swap,
            [
                "Die Einzelheiten von Eintrag 3 wurden verändert.",
                "Die Einzelheiten von Eintrag 4 wurden verändert.",
            ],
        ),
        (
            delete(4),
            ["Vor Eintrag 5 fehlt Eintrag 4.", "Eintrag 5 schließt nicht an den vorigen an."],
        ),
        (delete(8), ["Das Ende der Kette fehlt: erwartet Eintrag 8."]),
        (cut_off, ["Das Ende der Kette fehlt: erwartet Eintrag 8."]),
    ],
)
def test_a_change_is_found(
    chain: Region, change: Callable[[], object], sentences: list[str]
) -> None:
    change()
    assert list(problems()) == sentences
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")
    assert ended.value.code == 1


def test_a_chain_written_anew_is_found_by_a_noted_value(chain: Region) -> None:
    noted = AuditHead.objects.get().hash
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    audit.record(region=chain, by=audit.CONSOLE, at=NOW, action="forged", on=chain)
    assert list(problems()) == []
    assert list(problems(known_head=noted)) == [
        "Der notierte Prüfwert kommt in der Kette nicht mehr vor."
    ]
