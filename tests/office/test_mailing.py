"""Circulars and news to an audience: who gets them, who does not, and each address once."""

from typing import Any

import pytest
from django.test import Client

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.directory import actions as directory
from bildungsnetz.directory.models import Audience, Institution, Person
from bildungsnetz.directory.queries import contact
from bildungsnetz.office import actions
from bildungsnetz.office.models import Circular
from bildungsnetz.office.queries.mailing import Mailing, mailing
from bildungsnetz.post import stopping
from bildungsnetz.post.models import Message
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY, make_institution, signed_in
from tests.concurrency import run_processes
from tests.desk.browsing import errors, post, shown
from tests.directory.makers import OFFICE

BODY = "{anrede}\n\ndie **Bildungskonferenz** tagt am 19. November.\n"


@pytest.fixture
def circular(hagen: Region) -> Circular:
    """The circular of autumn, with reference and date."""
    return Circular.objects.create(
        region=hagen, reference="43", dated_on=TODAY, subject="Konferenz im Herbst", body=BODY,
        signed_by="Vorsitz des Lenkungskreises",
    )  # fmt: skip


@pytest.fixture
def everybody(hagen: Region) -> Audience:
    """All institutions."""
    return Audience.objects.create(region=hagen, name="Alle", query={}, created_at=NOW)


def school(region: Region, name: str, **facts: Any) -> Institution:
    """A school with its own address."""
    return make_institution(
        region, name, number=name, email=f"{name}@schule.example".lower(), **facts
    )


def head(region: Region, name: str, email: str = "", **facts: Any) -> Person:
    """Somebody who represents a school of the same name."""
    person = directory.add_person(
        region=region, salutation="mrs", family_name=name,
        email=email or f"frau.{name}@hagen.example".lower(), by=OFFICE, at=NOW, **facts,
    )  # fmt: skip
    directory.add_affiliation(
        person=person, institution=school(region, name), function="Leitung", represents=True,
        by=OFFICE, at=NOW,
    )  # fmt: skip
    return person


def found(circular: Circular, audience: Audience, kind: str = "circular") -> Mailing:
    """Who would get it now."""
    return mailing(circular, audience, kind, today=TODAY)


def addresses(one: Mailing) -> list[str]:
    """Whose turn it is."""
    return sorted(row.address for row in one.ready)


def release(circular: Circular, audience: Audience, kind: str = "circular") -> int:
    """Send it as it stands."""
    now = found(circular, audience, kind)
    return actions.release_circular(
        circular=circular, audience=audience, kind=kind, seen=len(now.ready) + len(now.held),
        by=OFFICE, at=NOW,
    )  # fmt: skip


def test_institutions_and_persons_with_a_basis_get_it_each_address_once(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    head(hagen, "Nord")
    head(hagen, "Ost", email="OST@schule.example")
    closed = head(hagen, "Sued")
    directory.end_basis(basis=closed.bases.get(purpose="official"), by=OFFICE, at=NOW)
    school(hagen, "Stumm")
    Institution.objects.filter(name="Stumm").update(email="")
    now = found(circular, everybody)
    assert addresses(now) == [
        "frau.nord@hagen.example",
        "nord@schule.example",
        "ost@schule.example",
        "sued@schule.example",
    ]
    assert (now.to_persons, now.mute, now.without_basis, now.already) == (1, 1, 1, 0)


def test_news_reach_persons_by_consent_only(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    consenting = head(hagen, "Nord")
    head(hagen, "Ost")
    version = contact.wordings(hagen)["news"].version
    directory.give_consent(
        person=consenting, purpose="news", version=version, channel="paper", by=OFFICE, at=NOW
    )
    now = found(circular, everybody, "news")
    assert addresses(now) == [
        "frau.nord@hagen.example",
        "nord@schule.example",
        "ost@schule.example",
    ]
    assert now.without_basis == 1


def test_who_stopped_such_mail_is_shown_and_held_back(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    """Also an institution may unsubscribe from circulars; a stop of news leaves them."""
    head(hagen, "Nord")
    head(hagen, "Ost")
    for address, scope in (("nord@schule.example", "circular"), ("ost@schule.example", "news")):
        stopping.set_stop(
            region=hagen, key=stopping.address_hash(address), scope=scope, source="link",
            by=OFFICE, at=NOW,
        )  # fmt: skip
    now = found(circular, everybody)
    assert [row.address for row in now.held] == ["nord@schule.example"]
    assert release(circular, everybody) == 4
    states = dict(Message.objects.values_list("to_address", "state"))
    assert states["nord@schule.example"] == "held"
    assert set(states.values()) == {"held", "kept"}


def test_an_objection_leaves_the_person_out(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    person = head(hagen, "Nord")
    directory.choose_post(
        region=hagen, key=stopping.address_hash(person.email), persons=[person], scope="all",
        source="office", by=OFFICE, at=NOW,
    )  # fmt: skip
    assert addresses(found(circular, everybody)) == ["nord@schule.example"]


def test_the_letter_greets_tells_and_shows_the_way_out(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    """Reference and date, the person's greeting, the signature, Art. 14 once, the unsubscribing."""
    person = head(hagen, "Nord", source="institution")
    assert release(circular, everybody) == 2
    letter = Message.objects.get(to_address="frau.nord@hagen.example")
    text = letter.body
    assert text.startswith(
        "Mein Zeichen, Datum: 43, 14.09.2026\n\nSehr geehrte Frau Nord,\n\n"
        "die Bildungskonferenz tagt"
    )
    assert "Vorsitz des Lenkungskreises\n\nBildungsbüro\n" in text
    assert text.count("Hinweis zum Datenschutz (Art. 14 DSGVO)") == 1
    assert text.endswith("Einladungen bekommen Sie weiterhin:\n{stop_link}\n")
    assert (letter.kind, letter.notice_for, letter.is_functional) == ("circular", person.pk, False)
    other = Message.objects.get(to_address="nord@schule.example")
    assert "Sehr geehrte Damen und Herren," in other.body
    assert "Art. 14" not in other.body
    assert (other.notice_for, other.is_functional) == (None, True)


def test_a_second_release_reaches_only_the_new(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    head(hagen, "Nord")
    assert release(circular, everybody) == 2
    assert release(circular, everybody) == 0
    school(hagen, "Neu")
    assert release(circular, everybody) == 1
    assert Message.objects.count() == 3
    entries = AuditEntry.objects.filter(action="circular.released").order_by("number")
    assert [entry.detail["count"] for entry in entries] == [2, 1]


def test_numbers_that_changed_are_shown_again(
    hagen: Region, circular: Circular, everybody: Audience
) -> None:
    head(hagen, "Nord")
    with pytest.raises(actions.AudienceChanged):
        actions.release_circular(
            circular=circular, audience=everybody, kind="circular", seen=1, by=OFFICE, at=NOW
        )
    assert not Message.objects.exists()


def release_at_once(_number: int, circular: int, audience: int) -> int:
    """Release from a process of its own; 0 when another was first."""
    try:
        return actions.release_circular(
            circular=Circular.objects.get(pk=circular), audience=Audience.objects.get(pk=audience),
            kind="circular", seen=4, by=OFFICE, at=NOW,
        )  # fmt: skip
    except actions.AudienceChanged:
        return 0


def test_of_parallel_releases_one_sends(
    transactional_db: None, hagen: Region, circular: Circular, everybody: Audience
) -> None:
    head(hagen, "Nord")
    head(hagen, "Ost")
    counts = run_processes(
        8, "tests.office.test_mailing.release_at_once", circular.pk, everybody.pk
    )
    assert sorted(counts) == [0] * 7 + [4]
    assert Message.objects.count() == 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_numbers_take_as_many_queries_for_one_as_for_three(
    hagen: Region, circular: Circular, everybody: Audience,
    django_assert_num_queries: Any, *, count: int,
) -> None:  # fmt: skip
    for number in range(count):
        head(hagen, f"Schule{number}")
    with django_assert_num_queries(5):
        assert len(found(circular, everybody).ready) == 2 * count


def test_the_office_sees_the_numbers_and_releases(
    hagen: Region, anna: User, circular: Circular, everybody: Audience
) -> None:
    head(hagen, "Nord")
    client = signed_in(anna)
    page = f"/hagen/buero/rundschreiben/{circular.pk}/versenden/"
    assert "Prüfen und freigeben" not in shown(client, page)
    seen = shown(client, f"{page}?verteiler={everybody.pk}&art=circular")
    assert "An 2 Empfänger senden" in seen
    assert "die Bildungskonferenz tagt am 19. November." in seen
    facts = {"verteiler": everybody.pk, "art": "circular"}
    post(client, page, **facts, gesehen=7)
    assert not Message.objects.exists()
    post(client, page, **facts, gesehen=2)
    assert Message.objects.filter(batch=f"circular:{circular.pk}").count() == 2
    assert "Stand des Versands" in shown(client, page)
    assert errors(client, page, verteiler=987654, art="circular") == {
        "verteiler": ["Bitte eine gültige Auswahl treffen. Dies ist keine gültige Auswahl."]
    }
    post(
        client, f"/hagen/buero/rundschreiben/{circular.pk}/", subject="anders", body="anders",
        dated_on="2026-09-14", signed_by="x", is_public="on",
    )  # fmt: skip
    circular.refresh_from_db()
    assert (circular.subject, circular.is_public) == ("Konferenz im Herbst", True)
    public = Client().get(f"/hagen/rundschreiben/{circular.pk}/").content.decode()
    assert "Sehr geehrte Damen und Herren," in public
    assert "{anrede}" not in public


def test_unknown_placeholders_are_refused(anna: User) -> None:
    told = errors(
        signed_in(anna), "/hagen/buero/rundschreiben/neu/", subject="x", dated_on="2026-09-14",
        body="{anrede} {stop_link}", signed_by="x",
    )  # fmt: skip
    assert told == {"body": ["Diese Platzhalter gibt es nicht: {stop_link}"]}
