"""The lines of "Heute"."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Urgency(models.IntegerChoices):
    """How soon."""

    LATE = 0, _("Überfällig")
    NOW = 1, _("Jetzt zu tun")
    SOON = 2, _("Steht an")
    LATER = 3, _("Wartet auf andere")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of "Heute": what it is about, until or since when, and the action that settles it.

    `route` and `key` name the page of the action; pages write the address.
    """

    kind: str
    text: str
    when: date | None
    route: str
    key: int | None
    action_label: str
    urgency: Urgency
    note: str = ""
