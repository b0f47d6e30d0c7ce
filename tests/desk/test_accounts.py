"""Who has access to the desk, and ending a session."""

from django.test import Client

from bildungsnetz.accounts.models import AuditEntry, Role, Session, User
from tests.cast import make_clerk, signed_in


def test_the_office_takes_a_second_person_in(anna: User) -> None:
    """The new clerk has the role and the trail tells who gave it."""
    response = signed_in(anna).post(
        "/hagen/buero/zugang/", {"name": "Bea Braun", "email": "bea@hagen.example"}
    )
    assert response.status_code == 302
    assert [role.user.display_name for role in Role.objects.order_by("pk")] == [
        "Anna Albers",
        "Bea Braun",
    ]
    assert AuditEntry.objects.get(action="clerk.added").actor == "Anna Albers"


def test_the_last_clerk_cannot_be_withdrawn(anna: User) -> None:
    """Nobody could let anyone in again."""
    signed_in(anna).post(f"/hagen/buero/zugang/{anna.pk}/entziehen/")
    assert Role.objects.count() == 1


def test_nobody_shuts_themselves_out(anna: User) -> None:
    """Anna's own access and own session stay, whoever else works there; the page offers neither."""
    make_clerk(anna.roles.get().region, "bea@hagen.example", "Bea Braun")
    office = signed_in(anna)
    own = Session.objects.get(user=anna)
    withdrawn = office.post(f"/hagen/buero/zugang/{anna.pk}/entziehen/", follow=True)
    ended = office.post("/hagen/buero/zugang/sitzungen/beenden/", {"session": own.reference})
    assert "nur eine andere Person des Büros" in withdrawn.content.decode()
    assert (ended.status_code, Role.objects.count(), Session.objects.count()) == (404, 2, 1)
    assert (
        f"/zugang/{anna.pk}/entziehen/" not in office.get("/hagen/buero/zugang/").content.decode()
    )


def test_withdrawing_a_clerk_ends_the_sessions(anna: User) -> None:
    """Bea is out at her next click."""
    bea = make_clerk(anna.roles.get().region, "bea@hagen.example", "Bea Braun")
    browser = signed_in(bea)
    assert browser.get("/hagen/buero/zugang/").status_code == 200
    signed_in(anna).post(f"/hagen/buero/zugang/{bea.pk}/entziehen/")
    assert browser.get("/hagen/buero/zugang/").status_code == 302


def test_the_office_ends_a_members_session(anna: User, ben: User) -> None:
    """Ben's lost telephone is signed out; the page never shows a session's key."""
    browser, office = signed_in(ben), signed_in(anna)
    session = Session.objects.get(user=ben)
    page = office.get("/hagen/buero/zugang/sitzungen/").content.decode()
    assert session.session_key not in page
    office.post("/hagen/buero/zugang/sitzungen/beenden/", {"session": session.reference})
    assert not Session.objects.filter(user=ben).exists()
    assert browser.get("/hagen/mein/").status_code == 302


def test_another_offices_session_is_not_found(anna: User, deniz: User) -> None:
    """Foreign rows answer like absent ones."""
    signed_in(deniz)
    session = Session.objects.get(user=deniz)
    response = signed_in(anna).post(
        "/hagen/buero/zugang/sitzungen/beenden/", {"session": session.reference}
    )
    assert response.status_code == 404


def test_signing_out_ends_the_session(anna: User) -> None:
    """The button in the head of each page."""
    browser: Client = signed_in(anna)
    browser.post("/abmelden/")
    assert browser.get("/hagen/buero/zugang/").status_code == 302
