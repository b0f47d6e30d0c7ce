"""What cannot be done, each as a sentence that says what can. `field` names the form field."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as plural

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class MeetingRefusal(Exception):
    """A rule forbids the write. `str()` is the German sentence; `field` the form field it is at."""

    sentence: "StrPromise" = _("Das ist so nicht möglich.")
    field: str | None = None

    def __init__(self, **values: object) -> None:
        super().__init__()
        self.values = values

    def __str__(self) -> str:
        return str(self.sentence % self.values) if self.values else str(self.sentence)


class TooFewPlaces(MeetingRefusal):
    """The places cannot be fewer than the persons who have one."""

    sentence = plural(
        "%(taken)s Person ist schon angemeldet; weniger Plätze gehen nicht.",
        "%(taken)s Personen sind schon angemeldet; weniger Plätze gehen nicht.",
        "taken",
    )
    field = "capacity"


class NumberTaken(MeetingRefusal):
    """Each workshop of a conference has its own number."""

    sentence = _("Einen Workshop mit der Nummer %(number)s gibt es in dieser Konferenz schon.")
    field = "number"


class WorkshopInUse(MeetingRefusal):
    """A workshop with published places cannot just vanish."""

    sentence = plural(
        "In diesem Workshop hat %(taken)s Person einen Platz. Bitte geben Sie ihr zuerst einen "
        "anderen.",
        "In diesem Workshop haben %(taken)s Personen einen Platz. Bitte geben Sie ihnen zuerst "
        "einen anderen.",
        "taken",
    )


class Cancelled(MeetingRefusal):
    """Nothing more can be done with a cancelled conference."""

    sentence = _("Der Termin ist abgesagt.")


class ReasonMissing(MeetingRefusal):
    """Outside the window of the charter the reason is written down."""

    sentence = _(
        "Der Versand liegt außerhalb des Zeitfensters. Bitte schreiben Sie den Grund dazu."
    )
    field = "window_reason"


class TextMissing(MeetingRefusal):
    """Without audience, subject and text nothing can be released."""

    sentence = _("Bitte legen Sie zuerst Verteiler, Betreff und Text der Einladung fest.")


class AnswersOver(MeetingRefusal):
    """Nobody is asked what can no longer be answered."""

    sentence = _(
        "Die Frist für Antworten ist vorbei. Bitte setzen Sie sie bei der Konferenz zuerst neu."
    )


class RemindedToday(MeetingRefusal):
    """One reminder a day is enough."""

    sentence = _("Heute ist schon eine Erinnerung hinausgegangen. Morgen ist die nächste möglich.")


class NothingToTell(MeetingRefusal):
    """The invited know what there is to know."""

    sentence = _("Darüber ist schon entschieden: Es geht keine Nachricht zweimal hinaus.")


class AnswersClosed(MeetingRefusal):
    """The deadline for answers and changes is over."""

    sentence = _("Änderungen waren bis %(until)s möglich. Bitte rufen Sie uns an: %(office)s.")


class RegistrationNotOpen(MeetingRefusal):
    """The registration has not begun."""

    sentence = _("Die Anmeldung beginnt am %(opens)s.")


class RegistrationClosed(MeetingRefusal):
    """No new persons after the closing, though answers may still be changed."""

    sentence = _(
        "Der Anmeldeschluss war am %(until)s. Weitere Personen kann nur noch das Büro anmelden: "
        "%(office)s."
    )


class AnswerChanged(MeetingRefusal):
    """Somebody else answered after this form was opened; nothing was overwritten."""

    sentence = _(
        "Inzwischen wurde diese Einladung schon beantwortet, vielleicht von jemand anderem aus "
        "Ihrer Einrichtung. Ihre Angaben wurden nicht gespeichert. Bitte sehen Sie sich die "
        "gespeicherte Antwort an und ändern Sie sie, wenn nötig."
    )


class Full(MeetingRefusal):
    """All places are taken."""

    sentence = plural(
        "Der einzige Platz ist vergeben. Sie können später noch einmal nachsehen, ob er frei "
        "geworden ist, oder uns anrufen: %(office)s.",
        "Alle %(capacity)s Plätze sind vergeben. Sie können später noch einmal nachsehen, ob ein "
        "Platz frei geworden ist, oder uns anrufen: %(office)s.",
        "capacity",
    )


class TooFewLeft(MeetingRefusal):
    """Some places are left, but not as many as wished."""

    sentence = plural(
        "Es ist nur noch %(left)s Platz frei. Bitte melden Sie weniger Personen an, oder rufen Sie "
        "uns an: %(office)s.",
        "Es sind nur noch %(left)s Plätze frei. Bitte melden Sie weniger Personen an, oder rufen "
        "Sie uns an: %(office)s.",
        "left",
    )


class PersonGone(MeetingRefusal):
    """The person was cancelled already."""

    sentence = _("Diese Person ist nicht mehr angemeldet.")


class WorkshopFull(MeetingRefusal):
    """The last place of the workshop was given to somebody else."""

    sentence = _(
        "In „%(workshop)s“ ist kein Platz mehr frei. Bitte wählen Sie einen anderen Workshop."
    )
    field = "workshop"


class NothingToAllocate(MeetingRefusal):
    """Without workshops or persons there is nothing to compute."""

    sentence = _("Für die Zuteilung braucht es mindestens einen Workshop und eine Anmeldung.")


class AlreadyPublished(MeetingRefusal):
    """Places that people were told of are not computed anew."""

    sentence = _("Die Plätze sind schon veröffentlicht. Einzelne Plätze ändern Sie bei der Person.")


class AllocationStale(MeetingRefusal):
    """Registrations, wishes or workshops changed after the computation."""

    sentence = _(
        "Seit dieser Vorschau haben sich Anmeldungen, Wünsche oder Workshops geändert. Bitte "
        "berechnen Sie die Zuteilung neu."
    )
