"""What the commands that export lists have in common: their arguments, the region, the file."""

import os
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.checks import Tags
from django.utils.translation import gettext

from bildungsnetz.directory import queries
from bildungsnetz.directory.models import Audience
from bildungsnetz.kit.listing import TYPES, Listing
from bildungsnetz.management.command import OurCommand
from bildungsnetz.regions.models import Region


class Unusable(Exception):
    """The arguments lead nowhere; the text is the German sentence."""


class ExportCommand(OurCommand, ABC):
    """Writes one list of a region into a file; `listing` says which."""

    requires_system_checks = (Tags.compatibility,)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--region", required=True, help=gettext("Kurzname der Region"))
        parser.add_argument(
            "--format", choices=list(TYPES), help=gettext("sonst sagt es die Endung der Datei")
        )
        parser.add_argument("--audience", metavar="NAME", help=gettext("nur dieser Verteiler"))
        parser.add_argument(
            "--output",
            required=True,
            metavar="DATEI",
            type=Path,
            help=gettext("Datei, die entsteht"),
        )

    @abstractmethod
    def listing(self, region: Region, audience: Audience | None) -> Listing:
        """What is written."""

    def handle(self, *_args: Any, **options: Any) -> None:
        output: Path = options["output"]
        try:
            form = _form(options["format"], output)
            region = _region(options["region"])
            listing = self.listing(region, _audience(region, options["audience"]))
            _write(output, listing.content(form))
        except Unusable as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        self.stdout.write(gettext("Geschrieben: %(path)s") % {"path": output})


def _form(asked: str | None, output: Path) -> str:
    form = asked or output.suffix.lower().removeprefix(".")
    if form not in TYPES:
        sentence = gettext("Bitte nennen Sie mit --format eine Form: %(forms)s.")
        raise Unusable(sentence % {"forms": ", ".join(TYPES)})
    return form


def _region(slug: str) -> Region:
    region = Region.objects.filter(slug=slug).first()
    if region is None:
        sentence = gettext("Eine Region „%(slug)s“ gibt es hier nicht.")
        raise Unusable(sentence % {"slug": slug})
    return region


def _audience(region: Region, name: str | None) -> Audience | None:
    if name is None:
        return None
    audience = queries.audiences(region).filter(name=name).first()
    if audience is None:
        sentence = gettext("Einen Verteiler „%(name)s“ gibt es in dieser Region nicht.")
        raise Unusable(sentence % {"name": name})
    return audience


def _write(output: Path, content: bytes) -> None:
    """A new file that only its owner reads; one that is there is replaced as a whole."""
    aside = output.with_name(f".{output.name}.neu")
    try:
        aside.unlink(missing_ok=True)
        with open(aside, "xb", opener=_private) as file:
            file.write(content)
        aside.replace(output)
    except OSError:
        sentence = gettext("Die Datei „%(path)s“ lässt sich nicht schreiben.")
        raise Unusable(sentence % {"path": output}) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
