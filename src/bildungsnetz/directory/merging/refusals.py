"""Why two records cannot become one, or not two again: German sentences."""

from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.rules import DirectoryRefusal


class MergeRefused(DirectoryRefusal):
    """Two records cannot become one."""


class SameRecord(MergeRefused):
    """A record cannot go into itself."""

    sentence = _("Das ist derselbe Eintrag. Bitte wählen Sie einen anderen.")


class AlreadyMerged(MergeRefused):
    """Somebody else merged or removed one of the records meanwhile."""

    sentence = _(
        "Einer der beiden Einträge besteht nicht mehr. Wahrscheinlich hat sie gerade jemand "
        "anderes zusammengeführt."
    )


class RegisterMoved(MergeRefused):
    """Somebody wrote on the records in the same moment."""

    sentence = _(
        "An den Einträgen wurde im selben Augenblick gearbeitet. Bitte versuchen Sie es noch "
        "einmal."
    )


class FollowsItself(MergeRefused):
    """The merged institution would be its own successor over other ones."""

    sentence = _(
        "„%(name)s“ ist zugleich Nachfolgerin und Vorgängerin. Bitte berichtigen Sie erst die "
        "Nachfolge."
    )


class AccountNeeded(MergeRefused):
    """The sign-in that would end is still needed."""

    sentence = _("%(sentence)s")


class UndoRefused(MergeRefused):
    """A merger cannot be taken back."""

    sentence = _("Die Zusammenführung lässt sich nicht mehr rückgängig machen.")


class UndoLaterFirst(UndoRefused):
    """A later merger of the same record stands before it."""

    sentence = _(
        "Der Eintrag wurde danach noch einmal zusammengeführt. Bitte machen Sie erst die spätere "
        "Zusammenführung rückgängig."
    )


class NumberTakenMeanwhile(UndoRefused):
    """The number of the gone institution belongs to another one now."""

    sentence = _(
        "Die Nummer %(number)s trägt inzwischen „%(name)s“. Bitte ändern Sie dort erst die Nummer."
    )
