"""Personal links: issued, written into mails, found again, used once or revoked."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.kit.composing import composed_once, first
from bildungsnetz.regions.models import Region

BATCH_SIZE = 500
PATHS = {
    PersonalLink.Purpose.SIGN_IN: "/anmelden/",
    PersonalLink.Purpose.SETUP: "/einrichten/",
    PersonalLink.Purpose.INVITATION: "/einladung/",
    PersonalLink.Purpose.ROUND: "/runde/",
    PersonalLink.Purpose.COPY: "/auskunft/",
    PersonalLink.Purpose.CONTACT: "/abbestellen/",
    PersonalLink.Purpose.CARE: "/eintrag/",
}


def issue(
    *,
    purpose: PersonalLink.Purpose,
    subject: object,
    region: Region | None,
    at: datetime,
    expires_at: datetime,
) -> PersonalLink:
    """Make a link for one purpose and subject (an invitation's key …), until `expires_at`."""
    link = _new(purpose, subject, region, at, expires_at)
    link.save(force_insert=True)
    return link


def issue_many(
    *,
    purpose: PersonalLink.Purpose,
    subjects: Iterable[object],
    region: Region | None,
    at: datetime,
    expires_at: datetime,
) -> list[PersonalLink]:
    """A link for each subject, in their order, as `issue` makes it; few statements for all."""
    links = [_new(purpose, subject, region, at, expires_at) for subject in subjects]
    return PersonalLink.objects.bulk_create(links, batch_size=BATCH_SIZE)


def _new(
    purpose: PersonalLink.Purpose,
    subject: object,
    region: Region | None,
    at: datetime,
    expires_at: datetime,
) -> PersonalLink:
    link = PersonalLink(
        region=region,
        purpose=purpose,
        subject=str(subject),
        nonce=secrets.token_hex(16),
        created_at=at,
        expires_at=expires_at,
    )
    link.token_hash = token_hash(token(link))
    return link


def token(link: PersonalLink) -> str:
    """The secret part of the address: 160 bits from the secret key and the link's own nonce."""
    key = hashlib.sha256(f"personal-link:{settings.SECRET_KEY}".encode()).digest()
    subject = link.issued_for or link.subject
    raw = hmac.new(key, f"{link.purpose}:{subject}:{link.nonce}".encode(), "sha256").digest()
    return urlsafe_b64encode(raw[:20]).decode().rstrip("=")


def token_hash(value: str) -> str:
    """What the database holds of a token."""
    return hashlib.sha256(value.encode()).hexdigest()


def address(link: PersonalLink) -> str:
    """The whole address as it stands in a mail; never built from a request's Host header."""
    path = PATHS[PersonalLink.Purpose(link.purpose)]
    return f"{settings.SITE_URL}{path}{token(link)}/"


def find(value: str, *, purpose: str) -> PersonalLink | None:
    """The link with this token and purpose, whether still good or not; None if there is none."""
    return first(_known_as(token_hash(value), purpose))


@composed_once
def _known_as(hashed: str, purpose: str) -> QuerySet[PersonalLink]:
    links = PersonalLink.objects.filter(token_hash=hashed, purpose=purpose)
    return links.select_related("region")


def is_good(link: PersonalLink, *, at: datetime) -> bool:
    """Tell whether the link may be used: not expired, not revoked, not used up."""
    return link.revoked_at is None and link.used_at is None and at < link.expires_at


def use_once(link: PersonalLink, *, at: datetime) -> bool:
    """Use up the link; of any number of parallel calls exactly one gets True."""
    unused = PersonalLink.objects.filter(
        pk=link.pk, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    )
    return unused.update(used_at=at) == 1
