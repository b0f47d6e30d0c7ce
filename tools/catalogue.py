"""The translations: German texts in the source are the keys, English stands in one catalogue.

    .venv/bin/python tools/catalogue.py

takes up new texts with an empty translation, drops those that are gone, and says how many are
still to be translated. A test fails while one is missing.
"""

import io
import os
import sys
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "bildungsnetz"
CATALOGUE = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Key = tuple[str, str, str]


def _python(path: Path) -> bytes:
    return path.read_bytes()


def _template(path: Path) -> bytes:
    """A template as Python calls, on one line, as Django prepares it for the gettext tools."""
    from django.utils.translation.template import templatize

    return templatize(path.read_text(), origin=str(path)).replace("\n", " ").encode() + b"\n"


def _texts(source: bytes) -> set[Key]:
    """(context, singular, plural) of each text in a piece of Python."""
    found: set[Key] = set()
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            found.add((context or "", singular, plural or ""))
    return found


def source_texts() -> set[Key]:
    """All texts that people see, from Python files and templates."""
    found: set[Key] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            found |= _texts(_python(path))
    for path in sorted((SOURCE / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            found |= _texts(_template(path))
    return found


def read() -> polib.POFile:
    """The catalogue as it stands, or a new one."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=98)
    new = polib.POFile(wrapwidth=98)
    new.metadata = {
        "Language": "en",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return new


def key(entry: polib.POEntry) -> Key:
    """The entry's key."""
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def missing(catalogue: polib.POFile) -> list[str]:
    """Texts of the source without an English translation."""
    done = {key(entry) for entry in catalogue if entry.translated()}
    return sorted(singular for _, singular, _ in source_texts() - done)


def update() -> polib.POFile:
    """Bring the catalogue's keys in line with the source; existing translations stay."""
    catalogue, wanted = read(), source_texts()
    known = {key(entry): entry for entry in catalogue}
    for gone in set(known) - wanted:
        catalogue.remove(known[gone])
    for context, singular, plural in sorted(wanted - set(known)):
        entry = polib.POEntry(msgid=singular, msgctxt=context or None)
        if plural:
            entry.msgid_plural = plural
            entry.msgstr_plural = {0: "", 1: ""}
        catalogue.append(entry)
    catalogue.sort(key=key)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    return catalogue


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsnetz.settings")
    left = missing(update())
    sys.stdout.write(f"{len(left)} to translate\n")
