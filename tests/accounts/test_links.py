"""Personal links: unguessable, hashed in the database, good once or until they expire."""

from datetime import timedelta

from bildungsnetz.accounts import links
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.regions.models import Region
from tests.cast import NOW

SIGN_IN = PersonalLink.Purpose.SIGN_IN


def issue(region: Region, subject: int = 7) -> PersonalLink:
    """A link of ten minutes."""
    return links.issue(
        purpose=SIGN_IN,
        subject=subject,
        region=region,
        at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )


def test_a_token_has_160_bits_and_is_not_stored(hagen: Region) -> None:
    """The database holds its hash only."""
    link = issue(hagen)
    token = links.token(link)
    assert len(token) == 27
    stored = PersonalLink.objects.values().get(pk=link.pk)
    assert token not in {str(value) for value in stored.values()}
    assert stored["token_hash"] == links.token_hash(token)


def test_two_links_for_the_same_subject_differ(hagen: Region) -> None:
    """Each link has a nonce of its own."""
    assert links.token(issue(hagen)) != links.token(issue(hagen))


def test_a_link_is_found_by_its_token_and_purpose_only(hagen: Region) -> None:
    """An invitation's link does not sign anybody in."""
    link = issue(hagen)
    token = links.token(link)
    assert links.find(token, purpose="sign_in") == link
    assert links.find(token, purpose="invitation") is None
    assert links.find(token[:-1], purpose="sign_in") is None


def test_a_link_is_good_until_it_expires_is_used_or_revoked(hagen: Region) -> None:
    """Each of the three ends it."""
    link = issue(hagen)
    assert links.is_good(link, at=NOW + timedelta(minutes=9, seconds=59))
    assert not links.is_good(link, at=NOW + timedelta(minutes=10))
    link.revoked_at = NOW
    assert not links.is_good(link, at=NOW)


def test_a_link_is_used_once(hagen: Region) -> None:
    """The second use is refused although the row in hand still looks unused."""
    link = issue(hagen)
    assert [links.use_once(link, at=NOW), links.use_once(link, at=NOW)] == [True, False]
