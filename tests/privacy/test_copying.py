"""A copy of one's own data holds all of one person and nothing of another (bar G2)."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.db import models
from django.test import Client

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import AuditEntry, PersonalLink, User
from bildungsnetz.kit.privacy import Export, Subject
from bildungsnetz.meetings.models import Registration
from bildungsnetz.post.models import Message
from bildungsnetz.privacy import copying, subjects
from bildungsnetz.privacy.registry import TABLES
from bildungsnetz.regions.models import Region
from tests.cast import NOW, signed_in
from tests.privacy.full import Full, make_full

MARK, OTHER = "kanarie1", "spatz2"


@pytest.fixture
def full(hagen: Region) -> Full:
    """The one who asks."""
    return make_full(hagen, MARK, 1)


@pytest.fixture
def other(hagen: Region) -> Full:
    """Somebody else."""
    return make_full(hagen, OTHER, 2)


def exported(subject: Subject, region: Region) -> dict[str, Any]:
    """The copy as data."""
    said: dict[str, Any] = json.loads(
        copying.as_json(copying.copy_of(subject, region=region, at=NOW))
    )
    return said


def fields_with(mark: str, said: dict[str, Any]) -> set[str]:
    """In which fields of the copy a mark stands."""
    return {
        f"{section['record']}.{name}"
        for section in said["sections"]
        for row in section["rows"]
        for name, value in row.items()
        if mark in repr(value)
    }


def test_a_copy_holds_all_of_one_and_none_of_the_other(full: Full, other: Full) -> None:
    """A canary stands in every personal text of both."""
    texts = (models.CharField, models.TextField, models.JSONField)
    wanted = {
        f"{table.name}.{name}"
        for table in TABLES
        for name, one in table.fields.items()
        if table.rows_of and one.is_personal and one.export is Export.OWN
        for column in [table.model._meta.get_field(name)]
        if isinstance(column, texts) and not getattr(column, "choices", None)
    }
    without = {"auditentry.action", "changeproposal.field",
               "entitled.institution"}  # fmt: skip
    said = exported(subjects.of_person(full.person), full.region)
    assert fields_with(MARK, said) == wanted - without
    assert fields_with(OTHER, said) == set()


def test_every_table_with_rows_of_hers_is_in_the_copy(full: Full) -> None:
    """Also those without a text of her own, such as wishes."""
    said = exported(subjects.of_person(full.person), full.region)
    assert {section["record"]: len(section["rows"]) for section in said["sections"]} == {
        "user": 1, "personallink": 1, "session": 1, "auditentry": 2, "message": 2, "delivery": 2,
        "person": 1, "affiliation": 1, "contactbasis": 1, "expiringcontact": 1,
        "consententry": 1, "changeproposal": 1,
        "personpair": 1, "merge": 1, "mandate": 1, "registration": 1, "wish": 1, "placement": 1,
        "entitled": 1, "ballot": 1, "objection": 1,
    }  # fmt: skip


def test_a_copy_says_why_whence_and_how_long(full: Full) -> None:
    """Art. 15(1): purpose, basis, source, period; in words."""
    said = exported(subjects.of_person(full.person), full.region)
    (person,) = [one for one in said["sections"] if one["record"] == "person"]
    assert {key: person[key] for key in ("title", "purpose", "basis", "source", "kept")} == {
        "title": "Eintrag im Register",
        "purpose": "Ansprechpersonen der Einrichtungen erreichen, vernetzen und zu Terminen "
        "einladen",
        "basis": "Aufgabe im öffentlichen Interesse (Art. 6 Abs. 1 Buchst. e DSGVO, "
        "§ 78a SchulG NRW, § 3 DSG NRW)",
        "source": "von der Einrichtung, der benennenden Stelle oder der Person selbst mitgeteilt",
        "kept": "bis 12 Monate nach dem Ende der Funktion",
    }


def test_no_secret_leaves(full: Full) -> None:
    """Neither a session's key nor what a link is made of."""
    said = json.dumps(exported(subjects.of_person(full.person), full.region))
    link = PersonalLink.objects.get(purpose="sign_in")
    for secret in (f"{MARK}sitzung", f"{MARK}daten", link.nonce, link.token_hash):
        assert secret not in said


def test_rows_that_bear_a_name_or_an_address_alone_are_not_hers(full: Full) -> None:
    """A colleague under the same address, a namesake elsewhere: the office decides."""
    meeting = full.registration.meeting
    for name, email in (("Karl Kollege", full.user.email), (full.name, "andere@x.example")):
        Registration.objects.create(meeting=meeting, name=name, email=email, registered_at=NOW)
    said = exported(subjects.of_person(full.person), full.region)
    (found,) = [one for one in said["sections"] if one["record"] == "registration"]
    assert [row["email"] for row in found["rows"]] == [full.user.email]
    namesake = Registration.objects.get(email="andere@x.example")
    also = frozenset({("registration", str(namesake.pk))})
    said = exported(subjects.of_person(full.person, also=also), full.region)
    (found,) = [one for one in said["sections"] if one["record"] == "registration"]
    assert sorted(row["email"] for row in found["rows"]) == ["andere@x.example", full.user.email]


def unpacked(content: bytes) -> dict[str, str]:
    """The files of a downloaded copy."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_member_downloads_her_copy(full: Full, other: Full) -> None:
    """Looked at with GET, made with POST and written down."""
    client = signed_in(full.user)
    page = client.get("/hagen/mein/daten/auskunft/")
    assert page.status_code == 200
    assert "Eintrag im Register" in page.content.decode()
    before = AuditEntry.objects.count()
    answer = client.post("/hagen/mein/daten/auskunft/", {"form": "zip"})
    assert answer["Content-Disposition"].startswith('attachment; filename="auskunft-')
    assert answer["Cache-Control"] == "no-store"
    files = unpacked(answer.content)
    assert sorted(files) == ["auskunft.html", "auskunft.json"]
    assert f"{MARK}leitung" in files["auskunft.html"]
    assert OTHER not in "".join(files.values())
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("number").action == "copy.made"
    data = client.post("/hagen/mein/daten/auskunft/", {"form": "json"})
    assert json.loads(data.content)["format"] == "bildungsnetz-auskunft-1"


def test_a_person_without_account_gets_it_by_link(full: Full, anna: User) -> None:
    """The clerk sends a link for seven days; GET of it changes nothing, POST hands out."""
    address = f"/hagen/buero/register/personen/{full.person.pk}/datenschutz/"
    assert signed_in(anna).post(f"{address}link/").status_code == 302
    message = Message.objects.get(key__startswith="copy:")
    assert (message.to_address, message.subject) == (full.user.email, "Auskunft über Ihre Daten")
    assert message.link is not None
    assert message.link.expires_at - message.link.created_at == copying_days()
    place = f"/auskunft/{links.token(message.link)}/"
    before = AuditEntry.objects.count()
    assert Client().get(place).status_code == 200
    assert AuditEntry.objects.count() == before
    answer = Client().post(place, {"form": "json"})
    assert MARK in answer.content.decode()
    assert AuditEntry.objects.latest("number").action == "copy.made"


def copying_days() -> Any:
    """How long such a link lives."""
    from bildungsnetz.privacy.actions import COPY_LINK_LIFETIME

    return COPY_LINK_LIFETIME


def test_only_the_office_of_the_region_hands_out(full: Full, deniz: User, anna: User) -> None:
    """Another region's office sees 404 for the person, 403 for the desk."""
    address = "/hagen/buero/datenschutz/auskunft/"
    assert signed_in(deniz).post(address, {"person": full.person.pk}).status_code == 403
    foreign = "/herne/buero/datenschutz/auskunft/"
    assert signed_in(deniz).post(foreign, {"person": full.person.pk}).status_code == 404
    rows = {"zeile": f"registration:{full.registration.pk}"}
    assert signed_in(deniz).post(foreign, rows).status_code == 404
    answer = signed_in(anna).post(address, {**rows, "form": "json"})
    assert MARK in answer.content.decode()
