"""What becomes of rows that cannot stand beside each other, and what an undo leaves alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink, Role, Session, User
from bildungsnetz.decisions.models import Entitled, Round
from bildungsnetz.directory.actions.merging import merge_records, undo_merge
from bildungsnetz.directory.merging import refusals
from bildungsnetz.directory.merging.values import proposals
from bildungsnetz.directory.models import (
    Affiliation,
    Audience,
    ChangeProposal,
    Confirmation,
    ContactBasis,
    Institution,
    Merge,
    Person,
)
from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Wish
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.post import stopping
from bildungsnetz.regions.models import Region, Stage
from tests.cast import NOW, make_clerk, make_institution, make_user
from tests.directory.growing import dump, grow
from tests.directory.makers import OFFICE, make_affiliation, make_person
from tests.directory.test_merging import merge, undo


@pytest.fixture
def schools(hagen: Region) -> tuple[Institution, Institution]:
    """The one that stays and the one that goes."""
    return (
        make_institution(hagen, "Goethe-Gymnasium", number="191000"),
        make_institution(hagen, "Goethe Gymnasium Hagen"),
    )


@pytest.fixture
def people(hagen: Region) -> tuple[Person, Person]:
    """The one who stays and the one who goes."""
    return (
        make_person(hagen, "Albers", given_name="Anna", email="anna@schule.example"),
        make_person(hagen, "Albers", given_name="A.", phone="02331 12345"),
    )


def invite(meeting: Meeting, institution: Institution, state: str, *names: str) -> Invitation:
    """An invitation with its link and its registrations."""
    invitation = grow(
        Invitation, meeting=meeting, institution=institution, state=state, invited_at=NOW
    )
    invitation.link = links.issue(
        purpose=PersonalLink.Purpose.INVITATION,
        subject=invitation.pk,
        region=meeting.region,
        at=NOW,
        expires_at=NOW + timedelta(days=9),
    )
    invitation.save()
    for name in names:
        grow(Registration, meeting=meeting, invitation=invitation, name=name)
    return invitation


def test_the_answered_invitation_wins_and_registrations_move_onto_it(schools) -> None:
    kept, gone = schools
    meeting = grow(Meeting, region=kept.region)
    silent = invite(meeting, kept, "invited")
    answered = invite(meeting, gone, "accepted", "Anna Albers", "Ben Becker")
    before = dump()
    made = merge(kept, gone)
    (left,) = Invitation.objects.all()
    assert (left.pk, left.institution, left.state) == (answered.pk, kept, "accepted")
    assert left.revision == 1
    old = links.find(links.token(silent.link), purpose="invitation")
    assert old is not None
    assert (old.subject, links.token(old)) == (str(answered.pk), links.token(silent.link))
    assert undo(made) == ()
    assert dump() == before


def test_the_same_name_on_both_invitations_takes_one_place(schools) -> None:
    """The one with a place in a workshop stays; the other is cancelled and keeps its ballot."""
    kept, gone = schools
    meeting = grow(Meeting, region=kept.region)
    mine = invite(meeting, kept, "accepted", "Anna Albers", "Clara Celik")
    theirs = invite(meeting, gone, "accepted", "Anna Albers")
    twin = theirs.registrations.get()
    wish = grow(Wish, registration=mine.registrations.get(name="Anna Albers"))
    grow(Placement, registration=twin, workshop=wish.workshop)
    entitled = grow(Entitled, round=grow(Round), registration=wish.registration)
    before = dump()
    made = merge(kept, gone)
    states = dict(Registration.objects.values_list("pk", "state"))
    assert states[twin.pk] == "registered"
    assert states[wish.registration_id] == "cancelled"
    assert set(Registration.objects.values_list("invitation", flat=True)) == {mine.pk}
    wish.refresh_from_db()
    entitled.refresh_from_db()
    assert (wish.registration_id, entitled.registration.state) == (twin.pk, "cancelled")
    assert undo(made) == ()
    assert dump() == before


def test_one_function_over_the_whole_time(people, schools) -> None:
    """Three overlapping spells become one, whoever had them; another function stays."""
    kept, gone = people
    school = schools[0]
    for person, begin, end in (
        (kept, 2010, 2013), (gone, 2012, 2016), (kept, 2015, None), (gone, 2001, 2005),
    ):  # fmt: skip
        grow(
            Affiliation, person=person, institution=school, function="Schulleitung",
            represents=person == gone, active_from=date(begin, 1, 1),
            active_to=end and date(end, 1, 1),
        )  # fmt: skip
    before = dump()
    made = merge(kept, gone)
    spells = Affiliation.objects.order_by("active_from").values_list(
        "active_from__year", "active_to__year", "represents"
    )
    assert list(spells) == [(2001, 2005, True), (2010, None, True)]
    assert undo(made) == ()
    assert dump() == before


def test_one_mandate_in_an_organ(people, steering: Organ) -> None:
    """The same function at the same time is one mandate; another role stays beside it."""
    kept, gone = people
    for person, role, begin in (
        (kept, "guest", 2015),
        (gone, "guest", 2012),
        (gone, "staff", 2012),
    ):
        grow(Mandate, organ=steering, person=person, role=role, active_from=date(begin, 1, 1))
    before = dump()
    made = merge(kept, gone)
    held = Mandate.objects.order_by("role").values_list("person", "role", "active_from__year")
    assert list(held) == [(kept.pk, "guest", 2012), (kept.pk, "staff", 2012)]
    assert undo(made) == ()
    assert dump() == before


def test_an_objection_outlives_the_merger(people) -> None:
    """Of two open bases for one purpose the one that was objected to stays open."""
    kept, gone = people
    mine = grow(ContactBasis, person=kept, purpose="news", notified_at=NOW)
    theirs = grow(ContactBasis, person=gone, purpose="news", objected_at=NOW)
    before = dump()
    made = merge(kept, gone)
    (open_one,) = ContactBasis.objects.filter(ended_at=None)
    assert (open_one.pk, open_one.person, open_one.notified_at) == (theirs.pk, kept, NOW)
    assert ContactBasis.objects.get(pk=mine.pk).ended_at == NOW
    assert undo(made) == ()
    assert dump() == before


def test_the_kept_records_own_hand_decides_in_audiences(schools) -> None:
    kept, gone = schools
    audience = Audience.objects.create(region=kept.region, name="V", created_at=NOW)
    other = Audience.objects.create(region=kept.region, name="W", created_at=NOW)
    audience.added.add(kept)
    audience.removed.add(gone)
    other.removed.add(gone)
    before = dump()
    made = merge(kept, gone)
    assert (list(audience.added.all()), list(audience.removed.all())) == ([kept], [])
    assert list(other.removed.all()) == [kept]
    assert undo(made) == ()
    assert dump() == before


def test_links_that_open_an_entry_die(schools) -> None:
    """Whoever got one for the gone institution must not change the other one's entry."""
    kept, gone = schools
    confirmation = grow(Confirmation, institution=gone, issued_for=gone.pk)
    twin = grow(Confirmation, institution=kept, issued_for=kept.pk, run=confirmation.run)
    link = links.issue(
        purpose=PersonalLink.Purpose.CARE, subject=confirmation.pk, region=kept.region, at=NOW,
        expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    merge(kept, gone)
    link.refresh_from_db()
    assert (link.revoked_at, list(Confirmation.objects.all())) == (NOW, [twin])


@pytest.mark.parametrize(
    ("is_mailbox", "held"), [(False, {"anna@schule.example": "all"}), (True, {})]
)
def test_who_wants_no_messages_gets_none_at_the_other_address(people, is_mailbox, held) -> None:
    """But nobody silences an institution's mailbox that way."""
    kept, gone = people
    Person.objects.filter(pk=gone.pk).update(email="a.albers@web.example")
    if is_mailbox:
        make_institution(kept.region, "Schule", email="Anna@schule.example")
    key = stopping.address_hash("a.albers@web.example")
    stopping.set_stop(region=kept.region, key=key, scope="all", source="office", by=OFFICE, at=NOW)
    merge(kept, gone, email="kept")
    found = stopping.stops_of(kept.region, ["anna@schule.example"])
    assert {address: stop.scope for address, stop in found.items()} == held


def test_what_a_proposal_made_is_still_known(people, schools) -> None:
    """Its keys stand in no foreign key, but in what it takes to undo it."""
    kept, gone = people
    mine, theirs = (make_affiliation(one, schools[0]) for one in people)
    made_mine, made_theirs = (
        grow(ChangeProposal, region=kept.region, made={"affiliation": row.pk, "person": who.pk})
        for row, who in ((mine, kept), (theirs, gone))
    )
    before = dump()
    made = merge(kept, gone)
    (left,) = Affiliation.objects.all()
    for proposal in (made_mine, made_theirs):
        proposal.refresh_from_db()
        assert proposal.made == {"affiliation": left.pk, "person": kept.pk}
    assert undo(made) == ()
    assert dump() == before


def test_values_are_chosen_and_sets_united(schools) -> None:
    kept, gone = schools
    second = Stage.objects.get(region=kept.region, slug="sekundarstufe-1")
    gone.stages.set([second])
    Institution.objects.filter(pk=gone.pk).update(phone="02331 1", number="191001")
    made = merge(kept, gone, number="gone", name="kept")
    kept.refresh_from_db()
    assert (kept.number, kept.phone, kept.name) == ("191001", "02331 1", "Goethe-Gymnasium")
    assert kept.stages.count() == 2
    assert made.absorbed == {}
    undo(made)
    merge(kept, gone, stages="gone")
    assert list(kept.stages.all()) == [second]


def test_a_closed_one_does_not_close_the_open_one(schools) -> None:
    """Who closed a duplicate in favour of the other gets one open institution."""
    kept, gone = schools
    Institution.objects.filter(pk=gone.pk).update(closed_on=date(2026, 1, 1), successor=kept)
    merge(kept, gone)
    kept.refresh_from_db()
    assert (kept.closed_on, kept.successor) == (None, None)


def test_nobody_follows_itself(schools) -> None:
    kept, gone = schools
    between = make_institution(kept.region, "Zwischenschule")
    Institution.objects.filter(pk=kept.pk).update(closed_on=date(2025, 1, 1), successor=between)
    Institution.objects.filter(pk=between.pk).update(successor=gone)
    Institution.objects.filter(pk=gone.pk).update(closed_on=date(2026, 1, 1))
    before = dump()
    with pytest.raises(refusals.FollowsItself):
        merge(kept, gone, closing="kept")
    assert dump() == before


def test_one_human_has_one_sign_in(people) -> None:
    """The other account is closed with its sessions; an undo opens it again."""
    kept, gone = people
    for person, address in ((kept, "anna@schule.example"), (gone, "albers@schule.example")):
        person.user = make_user(address, "Anna Albers")
        person.save()
    Session.objects.create(
        session_key="s", session_data="", expire_date=NOW + timedelta(days=1), user=kept.user
    )
    made = merge(kept, gone, user="gone")
    kept.refresh_from_db()
    assert kept.user.email == "albers@schule.example"
    assert not User.objects.get(email="anna@schule.example").is_active
    assert Session.objects.count() == 0
    assert undo(made) == ()
    assert User.objects.filter(is_active=True).count() == 2


def test_a_sign_in_of_the_office_or_elsewhere_stays(people) -> None:
    kept, gone = people
    kept.user = make_user("anna@schule.example", "Anna Albers")
    gone.user = make_clerk(kept.region, "buero@hagen.example", "Anna Albers")
    kept.save()
    gone.save()
    merge(kept, gone, user="kept")
    assert User.objects.filter(is_active=True).count() == 2
    assert Role.objects.count() == 1


def test_nobody_loses_the_say_in_an_open_round(people) -> None:
    kept, gone = people
    for person, address in ((kept, "anna@schule.example"), (gone, "albers@schule.example")):
        person.user = make_user(address, "Anna Albers")
        person.save()
    running = grow(Round)
    grow(Entitled, round=running, user=gone.user)
    before = dump()
    with pytest.raises(refusals.AccountNeeded, match=r"albers@schule\.example"):
        merge(kept, gone, user="kept")
    assert dump() == before
    merge(kept, gone, user="gone")
    assert Person.objects.get().user == gone.user


def test_what_came_later_stays_and_is_told(schools, people) -> None:
    kept, gone = schools
    Institution.objects.filter(pk=gone.pk).update(phone="02331 1", website="https://alt.example")
    first = make_affiliation(people[0], gone)
    made = merge(kept, gone)
    later = make_affiliation(people[1], kept)
    Institution.objects.filter(pk=kept.pk).update(phone="02331 2")
    Affiliation.objects.filter(pk=first.pk).update(institution=make_institution(kept.region, "X"))
    assert undo(made) == (
        "Inzwischen geändert und darum nicht zurückgesetzt: Telefon.",
        "Tätigkeiten: 1 Zeile wurde inzwischen geändert und bleibt, wie sie ist.",
    )
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.phone, kept.website, gone.phone) == ("02331 2", "", "02331 1")
    assert list(kept.affiliations.all()) == [later]


def test_a_row_that_lost_its_partner_is_mended(schools, people) -> None:
    """A restored row that must refer to something deleted meanwhile does not come back."""
    kept, gone = schools
    mine, theirs = make_affiliation(people[0], kept), make_affiliation(people[0], gone)
    made = merge(kept, gone)
    Affiliation.objects.filter(pk=theirs.pk).delete()
    Person.objects.filter(pk=people[0].pk).delete()
    assert undo(made) == (
        "Tätigkeiten: 2 Zeilen wurden inzwischen geändert und bleiben, wie sie sind.",
    )
    assert not Affiliation.objects.filter(pk=mine.pk).exists()
    assert Institution.objects.filter(pk=gone.pk).exists()


def test_the_number_may_be_taken_meanwhile(schools) -> None:
    kept, gone = schools
    Institution.objects.filter(pk=gone.pk).update(number="191001")
    made = merge(kept, gone, number="kept")
    make_institution(kept.region, "Neue Schule", number="191001")
    with pytest.raises(refusals.NumberTakenMeanwhile, match="„Neue Schule“"):
        undo(made)
    assert Merge.objects.get().undone_at is None


def test_mergers_in_a_row_are_undone_from_the_last(hagen: Region) -> None:
    one, two, three = (make_institution(hagen, f"Schule {n}", number=f"19100{n}") for n in "123")
    before = dump()
    first, second = merge(two, one), merge(three, two)
    with pytest.raises(refusals.UndoLaterFirst):
        undo(first)
    assert (undo(second), undo(first)) == ((), ())
    assert dump() == before


def test_thirty_days_and_once_only(schools) -> None:
    made = merge(*schools)
    for at in (NOW + timedelta(days=30), NOW + timedelta(days=31)):
        with pytest.raises(refusals.UndoRefused):
            undo_merge(merge=made, by=OFFICE, at=at)
    undo(made)
    with pytest.raises(refusals.UndoRefused):
        undo(made)


def test_refusals_of_two(schools, deniz: User) -> None:
    kept, gone = schools
    foreign = make_institution(Region.objects.get(slug="herne"), "Fremde")
    given: dict[str, Any] = {"region": kept.region, "kind": "institution", "by": OFFICE, "at": NOW}
    with pytest.raises(refusals.SameRecord):
        merge_records(kept=kept.pk, gone=kept.pk, **given)
    with pytest.raises(refusals.AlreadyMerged):
        merge_records(kept=kept.pk, gone=foreign.pk, **given)
    merge(kept, gone)
    with pytest.raises(refusals.AlreadyMerged):
        merge(kept, gone)


def test_what_is_proposed_for_persons(people) -> None:
    """An open form of address says nothing; the reason why a name is public holds for the human."""
    one, other = people
    one.salutation, other.created_at = "mrs", NOW + timedelta(days=1)
    found = {key: (row.source, str(row.reason)) for key, row in proposals(one, other).items()}
    assert found["salutation"] == ("left", "nur hier angegeben")
    assert found["given_name"] == ("right", "zuletzt aufgenommen")
    one.is_public = True
    assert proposals(one, other)["publication"].source == "right"
    one.publication_basis = "office"
    assert proposals(one, other)["publication"].source == "left"
