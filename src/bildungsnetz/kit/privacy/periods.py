"""How long data are kept, as the purge reads it and the record of processing prints it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Anchor(Enum):
    """From which event a retention counts."""

    RECORDED = "recorded"
    EVENT_ENDED = "event_ended"
    FUNCTION_ENDED = "function_ended"
    FINISHED = "finished"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept: `period` after `anchor`; None means as long as it is needed."""

    key: str
    period: timedelta | None
    anchor: Anchor
    text: "StrOrPromise"

    @property
    def is_limited(self) -> bool:
        """Tell whether time alone ends it."""
        return self.period is not None


# The periods of the reliability bar's section on data protection (≈ ours where no law names one).
PERMANENT = Retention(
    "permanent", None, Anchor.RECORDED, _("dauerhaft; wird dem Archiv angeboten (§ 10 DSG NRW)")
)
WHILE_USED = Retention(
    "while_used", None, Anchor.RECORDED, _("solange die Bildungsregion damit arbeitet")
)
CONTACT = Retention(
    "contact",
    timedelta(days=365),
    Anchor.FUNCTION_ENDED,
    _("bis 12 Monate nach dem Ende der Funktion"),
)
REGISTRATION = Retention(
    "registration",
    timedelta(days=183),
    Anchor.EVENT_ENDED,
    _("bis 6 Monate nach der Veranstaltung, danach nur noch Zahlen"),
)
DIETARY = Retention(
    "dietary", timedelta(days=14), Anchor.EVENT_ENDED, _("bis 14 Tage nach der Veranstaltung")
)
MAIL_LOG = Retention(
    "mail_log", timedelta(days=90), Anchor.FINISHED, _("bis 90 Tage nach dem Versand")
)
FAILED_ATTEMPTS = Retention("failed_attempts", timedelta(days=30), Anchor.RECORDED, _("30 Tage"))
SESSION = Retention(
    "session", timedelta(0), Anchor.EXPIRED, _("bis zum Abmelden, längstens 14 Tage")
)
LINK = Retention(
    "link", timedelta(days=90), Anchor.EXPIRED, _("bis 90 Tage nach Ablauf ihrer Gültigkeit")
)
JOB = Retention("job", timedelta(days=30), Anchor.FINISHED, _("30 Tage nach der Erledigung"))
UPLOAD = Retention(
    "upload", timedelta(days=30), Anchor.FINISHED, _("Dateien bis 30 Tage nach der Übernahme")
)
TRAIL = Retention(
    "trail",
    timedelta(days=1096),
    Anchor.RECORDED,
    _("Namen und Einzelheiten 3 Jahre, Zeit und Art der Vorgänge dauerhaft"),
)
