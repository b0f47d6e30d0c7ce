"""Refusals of the register, as the command line tells them."""

from django.utils.translation import gettext

from bildungsnetz.directory.rules import DirectoryRefusal, UnusableMapping


def in_one_line(problem: DirectoryRefusal) -> str:
    """The sentence; where columns are missing, also where they can be assigned."""
    told = " ".join(str(problem).split())
    if not isinstance(problem, UnusableMapping):
        return told
    way = gettext(
        "Das geht im Browser unter „Register“; oder geben Sie der Spalte in der Datei diesen Namen."
    )
    return f"{told} {way}"
