"""What all commands have in common: argparse speaks German, and Django's own options are hidden."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext, gettext_noop

SENTENCES = {
    "usage: ": gettext_noop("Aufruf: "),
    "positional arguments": gettext_noop("Angaben"),
    "options": gettext_noop("Optionen"),
    "show this help message and exit": gettext_noop("zeigt diese Hilfe"),
    "%(prog)s: error: %(message)s\n": gettext_noop("%(message)s\n"),
    "argument %(argument_name)s: %(message)s": gettext_noop("%(argument_name)s: %(message)s"),
    "the following arguments are required: %s": gettext_noop("Es fehlt: %s"),
    "unrecognized arguments: %s": gettext_noop("Diese Angaben gibt es hier nicht: %s"),
    "expected one argument": gettext_noop("Dahinter fehlt eine Angabe."),
    "expected at least one argument": gettext_noop("Dahinter fehlt eine Angabe."),
    "not allowed with argument %s": gettext_noop("Das geht nicht zusammen mit %s."),
    "one of the arguments %s is required": gettext_noop("Eine dieser Angaben wird gebraucht: %s"),
    "ignored explicit argument %r": gettext_noop("Dahinter darf nichts stehen, auch nicht %r."),
    "ambiguous option: %(option)s could match %(matches)s": gettext_noop(
        "„%(option)s“ ist nicht eindeutig; möglich sind %(matches)s."
    ),
    "invalid %(type)s value: %(value)r": gettext_noop("„%(value)s“ ist keine ganze Zahl."),
    "invalid choice: %(value)r (choose from %(choices)s)": gettext_noop(
        "„%(value)s“ gibt es nicht; möglich sind %(choices)s."
    ),
}
"""What argparse says in English. Whole numbers are the only values whose form it checks itself."""


def _say(message: str) -> str:
    return gettext(SENTENCES[message]) if message in SENTENCES else message


vars(argparse)["_"] = _say  # the name by which argparse asks for the translation of every sentence


class OurCommand(BaseCommand):
    """A command of ours."""

    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color",
        "--force-color", "--skip-checks",
    }  # fmt: skip

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser, under the name by which people call the command."""
        return super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)
