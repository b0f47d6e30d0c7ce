"""The working year, walked by keyboard: plan, invite, answer, allocate, agree, decide, show.

One walk per person; what one does, the next finds. Every page on the way is inspected.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.models import Entitled, Recommendation
from bildungsnetz.example.load import load
from bildungsnetz.meetings.models import Invitation, Meeting, Registration
from bildungsnetz.post.models import Message
from tests.browser.conftest import Walk, start
from tests.browser.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = "/hagen/buero/"


@pytest.fixture
def office(walk: Walk) -> Walk:
    """Heike at her desk in the example region."""
    load(timezone.now())
    walk.sign_in(User.objects.get(email="heike.beispiel@hagen.example"))
    return walk


def moment(days: int, hour: int) -> str:
    """A moment in so many days, as the browser's field takes it."""
    day = timezone.localtime(timezone.now() + timedelta(days=days))
    return f"{day:%Y-%m-%d}T{hour:02d}:00"


def plan(office: Walk, keys: Keyboard) -> Meeting:
    """Steps 4: date, place, deadlines, two workshops with capacities."""
    office.open(DESK + "konferenzen/")
    office.inspect()
    keys.follow("Konferenz oder Sitzung planen")
    keys.write("Titel", "Übergänge gemeinsam verantworten")
    keys.tick("Bildungskonferenz")
    keys.moment("Beginn", moment(60, 13))
    keys.moment("Ende", moment(60, 17))
    keys.write("Ort", "Kulturzentrum")
    keys.tick("Übergänge gestalten")
    keys.write("Was heißt das für Inklusion?", "Gebärdensprache wird gedolmetscht.")
    keys.write("Plätze insgesamt", "60")
    keys.moment("Anmeldung ab", moment(0, 0))
    keys.moment("Anmeldeschluss", moment(50, 12))
    keys.press("Termin speichern")
    office.inspect()
    for number, title in enumerate(("Sprachförderung", "Elternarbeit"), 1):
        keys.follow("Workshop hinzufügen")
        keys.write("Nummer", str(number))
        keys.write("Titel", title)
        keys.write("Raum", f"Raum {number}")
        keys.moment("Beginn", moment(60, 14))
        keys.moment("Ende", moment(60, 16))
        keys.write("Plätze", "1")
        keys.tick("Übergänge gestalten")
        keys.press("Workshop speichern")
        office.inspect()
    keys.press("Öffentlich zeigen")
    return Meeting.objects.get(title="Übergänge gemeinsam verantworten")


def invite(office: Walk, keys: Keyboard, meeting: Meeting) -> None:
    """Step 5: recipients, text, preview with real data, release."""
    office.open(f"{DESK}konferenzen/{meeting.pk}/")
    keys.follow("Einladung schreiben")
    keys.follow("Neuen Verteiler anlegen")
    keys.write("Name des Verteilers", "Gymnasien")
    keys.tick("Gymnasium")
    keys.press("Verteiler speichern")
    office.inspect()
    keys.choose("Verteiler", "Gymnasien")
    keys.press("Weiter zur Vorschau")
    office.inspect()
    office.shoot_both("einladung-freigeben")
    reason = office.page.get_by_label("Grund für den Versand außerhalb des Zeitfensters")
    if reason.count():
        keys.write("Grund für den Versand außerhalb des Zeitfensters", "Frühe Bekanntgabe")
    keys.press("Einladung an 7 Empfänger freigeben")
    office.inspect()
    assert Invitation.objects.filter(meeting=meeting).count() == 7
    assert Message.objects.filter(batch__startswith="meeting:").count() == 7


def accept(walk: Walk, invitation: Invitation, wishes: tuple[str, str]) -> None:
    """Step 6: one person, two ranked wishes, through the mailed link."""
    keys = Keyboard(walk.page)
    assert invitation.link is not None
    walk.open(f"/einladung/{links.token(invitation.link)}/")
    walk.inspect()
    keys.follow("Zusagen")
    walk.inspect()
    keys.write("Vor- und Nachname", f"Person {invitation.pk}")
    keys.write("E-Mail-Adresse", f"person{invitation.pk}@schule.example")
    for rank, wish in enumerate(wishes, 1):
        keys.choose(f"{rank}. Wunsch", wish)
    keys.press("Zusage speichern")
    walk.inspect()


def decline(walk: Walk, invitation: Invitation) -> None:
    """Step 6: nobody comes, with the reason."""
    keys = Keyboard(walk.page)
    assert invitation.link is not None
    walk.open(f"/einladung/{links.token(invitation.link)}/")
    keys.follow("Absagen")
    keys.write("Grund", "Klassenfahrt")
    keys.press("Absage speichern")
    walk.inspect()


def deputy(walk: Walk, invitation: Invitation) -> None:
    """Step 6: somebody else comes."""
    keys = Keyboard(walk.page)
    assert invitation.link is not None
    walk.open(f"/einladung/{links.token(invitation.link)}/")
    keys.follow("Vertretung schicken")
    keys.write("In Vertretung von", "Schulleiterin Muster")
    keys.write("Name der Vertretung", "Konrektor Beispiel")
    keys.press("Vertretung anmelden")
    walk.inspect()


def allocate(office: Walk, keys: Keyboard, meeting: Meeting) -> None:
    """Step 7: compute, look, publish, print."""
    office.open(f"{DESK}konferenzen/{meeting.pk}/zuteilung/")
    keys.press("Zuteilung berechnen")
    office.inspect()
    office.shoot_both("zuteilung")
    keys.press("Plätze veröffentlichen")
    office.inspect()
    keys.follow("Unterschriftenlisten drucken")
    office.inspect()


def recommend(office: Walk, keys: Keyboard) -> Recommendation:
    """Step 8: written down in the workshop, then a consensus round is opened."""
    office.open(DESK + "empfehlungen/")
    office.inspect()
    keys.follow("Empfehlung aufnehmen")
    keys.choose("Wo ist die Empfehlung entstanden?", "Sprachförderung")
    keys.write("Titel", "Eine Ansprechperson je Schule")
    keys.write("Wortlaut", "Jede Schule benennt eine Ansprechperson für Übergänge.")
    keys.tick("Übergänge gestalten")
    keys.write("Was heißt das für Inklusion?", "Auch für Förderschulen.")
    keys.press("Empfehlung aufnehmen")
    office.inspect()
    keys.press("Auf der öffentlichen Seite zeigen")
    keys.follow("Konsensrunde eröffnen")
    keys.pick("Alle Angemeldeten: Übergänge gemeinsam verantworten")
    keys.moment("Rückmeldung bis", moment(14, 12))
    keys.write("Wer moderiert?", "Heike Beispiel und Jonas Probe")
    keys.press("Weiter zur Vorschau")
    office.inspect()
    keys.press("Konsensrunde eröffnen")
    office.inspect()
    return Recommendation.objects.get()


def answer_round(walk: Walk, entitled: Entitled) -> None:
    """Step 8: agreed through the mailed link; an objection without a reason is refused."""
    keys = Keyboard(walk.page)
    assert entitled.link is not None
    walk.open(f"/runde/{links.token(entitled.link)}/")
    walk.inspect()
    keys.pick("Ich habe einen Einwand")
    keys.press("Antwort abgeben")
    walk.inspect()
    keys.pick("Ich trage das mit")
    keys.press("Antwort abgeben")
    walk.inspect()


def close_and_forward(office: Walk, keys: Keyboard, written: Recommendation) -> None:
    """Step 8: consensus, and on to the Lenkungskreis."""
    office.open(f"{DESK}empfehlungen/{written.pk}/")
    keys.follow("Zur laufenden Runde")
    keys.follow("Runde schließen")
    keys.press("Runde schließen")
    office.inspect()
    office.open(f"{DESK}empfehlungen/{written.pk}/")
    keys.follow("An ein Gremium weitergeben")
    keys.choose("An welches Gremium?", "Lenkungskreis")
    keys.press("Empfehlung weitergeben")
    office.inspect()


def decide(chair: Walk, keys: Keyboard) -> None:
    """Step 8: the chair finds it open, decides, gives an order with a deadline."""
    chair.open("/hagen/mein/")
    chair.inspect()
    keys.follow("Eine Ansprechperson je Schule", exact=False)
    chair.inspect()
    keys.pick("Angenommen")
    keys.write("Begründung", "Der Lenkungskreis folgt der Empfehlung.")
    keys.pick("Sofort")
    keys.write("Beschluss", "Jede Schule benennt eine Ansprechperson.")
    keys.moment("Beschlossen am", moment(0, 0)[:10])
    keys.write("Auftrag", "Liste aufbauen")
    keys.choose("Wer übernimmt ihn?", "Bildungsbüro")
    keys.moment("Zu erledigen bis", moment(90, 0)[:10])
    keys.press("Antwort festhalten")
    chair.inspect()


class PlainWalk(Walk):
    """A walk with scripts switched off; axe is one, so pages are only watched for strangers."""

    def inspect(self, *_sizes: tuple[int, int]) -> None:
        """Nothing foreign was asked for, nothing was complained about."""
        assert (self.noises, self.foreign) == ([], [])


def newcomer(office: Walk, chromium: Browser) -> Walk:
    """Another person in front of another window, with scripts or without like the office."""
    walk = start(chromium, office.address, script=not isinstance(office, PlainWalk))
    return PlainWalk(walk.page, office.address) if isinstance(office, PlainWalk) else walk


def test_the_working_year_by_keyboard(office: Walk, chromium: Browser) -> None:
    """From the planned conference to the recommendation everybody can follow."""
    work_through(office, chromium)


def test_the_working_year_without_scripts(plain_walk: Walk, chromium: Browser) -> None:
    """The same by plain pages and forms."""
    load(timezone.now())
    office = PlainWalk(plain_walk.page, plain_walk.address)
    office.sign_in(User.objects.get(email="heike.beispiel@hagen.example"))
    work_through(office, chromium)


def work_through(office: Walk, chromium: Browser) -> None:
    """The year, by whoever walks."""
    keys = Keyboard(office.page)
    meeting = plan(office, keys)
    invite(office, keys, meeting)

    school = newcomer(office, chromium)
    invitations = list(Invitation.objects.filter(meeting=meeting).order_by("pk"))
    accept(school, invitations[0], ("1. Sprachförderung", "2. Elternarbeit"))
    accept(school, invitations[1], ("1. Sprachförderung", "2. Elternarbeit"))
    decline(school, invitations[2])
    deputy(school, invitations[3])
    assert Registration.objects.filter(meeting=meeting, state="registered").count() == 3

    allocate(office, keys, meeting)
    written = recommend(office, keys)
    for entitled in Entitled.objects.filter(link__isnull=False).order_by("pk"):
        answer_round(school, entitled)
    close_and_forward(office, keys, written)

    chair = newcomer(office, chromium)
    chair.sign_in(User.objects.get(email="bernhard.beispielmann@hagen.example"))
    decide(chair, Keyboard(chair.page))

    school.open("/hagen/empfehlungen/")
    Keyboard(school.page).follow("Eine Ansprechperson je Schule", exact=False)
    school.inspect()
    school.shoot_both("empfehlung-oeffentlich")
    text = school.page.inner_text("main")
    for step in ("Konsens erreicht", "Lenkungskreis", "Liste aufbauen"):
        assert step in text
