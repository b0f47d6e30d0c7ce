"""The traffic light of an entry: words, a shape and a colour, so that none is needed alone."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.care import Light
from bildungsnetz.directory.care import light as light_of
from bildungsnetz.kit.badges import badge

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_SHOWN: "dict[Light, tuple[StrPromise, str]]" = {
    Light.GREEN: (_("bestätigt"), "success"),
    Light.YELLOW: (_("über 1 Jahr alt"), "warning"),
    Light.RED: (_("über 2 Jahre alt"), "danger"),
    Light.NEVER: (_("nie bestätigt"), ""),
}


def light(confirmed_at: datetime | None, today: date) -> SafeString:
    """A badge by the age of the confirmation on a day."""
    day = timezone.localdate(confirmed_at) if confirmed_at else None
    label, tone = _SHOWN[light_of(day, today)]
    return badge(str(label), tone)
