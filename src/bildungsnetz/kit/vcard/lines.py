"""From the bytes of a file to cards as lists of logical lines, still in bytes.

Everything is done on bytes, since a line may be folded in the middle of a character and every
property of vCard 2.1 may have a character set of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

_MARK = b"\xef\xbb\xbf"
_UTF_16 = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"B\x00E\x00", "utf-16-le"),
    (b"\x00B\x00E", "utf-16-be"),
)
_BREAK = re.compile(rb"\r\n|\r|\n")
# Files put together from several keep the mark of each.
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
_VERSION = re.compile(rb"(?:[\w-]+\.)?VERSION\s*(?:;[^:]*)?:\s*(\S*)\s*", re.IGNORECASE)
_AGENT = re.compile(rb"(?:[\w-]+\.)?AGENT\b[^:]*:\s*", re.IGNORECASE)
_PRINTABLE = re.compile(rb"[^:]*;\s*(?:ENCODING\s*=\s*)?QUOTED-PRINTABLE\b[^:]*:", re.IGNORECASE)
_BASE64 = re.compile(rb"[^:]*;\s*(?:ENCODING\s*=\s*)?(?:BASE64|B)\s*(?:;[^:]*)?:", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/=]+\s*")

# Parameters are short; the bound keeps a hostile line from being searched over and over.
_HEAD = 1_000

OLD = "2.1"
"""The version in which a folded line keeps its blank (RFC 822) and names stand without TYPE=."""


@dataclass
class RawCard:
    """The physical lines between BEGIN and END; `closed` unless END was missing."""

    lines: list[bytes] = field(default_factory=list)
    closed: bool = False

    @cached_property
    def version(self) -> str:
        """What the card says about itself; "" if it does not."""
        for line in self.lines:
            if found := _VERSION.fullmatch(line):
                return found.group(1).decode("ascii", "replace")
        return ""


@dataclass
class RawFile:
    """The cards of a file in their order; `strays` tells of text outside of any card."""

    cards: list[RawCard] = field(default_factory=list)
    strays: bool = False


def plain_bytes(data: bytes) -> bytes:
    """The file as UTF-8 or a one-byte encoding, without byte order mark and NUL."""
    for mark, encoding in _UTF_16:
        if data.startswith(mark):
            data = data.decode(encoding, "replace").encode("utf-8", "replace")
            break
    return data.removeprefix(_MARK).replace(b"\x00", b"")


def split_cards(data: bytes) -> RawFile:
    """The cards of a file; a card inside another (AGENT of vCard 2.1) is left aside."""
    found = RawFile()
    current: RawCard | None = None
    inside = 0
    for line in _BREAK.split(data):
        if _BEGIN.fullmatch(line):
            if current is not None and current.lines and _AGENT.fullmatch(current.lines[-1]):
                inside += 1
                continue
            current = RawCard()
            inside = 0
            found.cards.append(current)
        elif _END.fullmatch(line):
            if inside:
                inside -= 1
            elif current is not None:
                current.closed = True
                current = None
        elif current is None:
            found.strays = found.strays or bool(line.strip())
        elif not inside:
            current.lines.append(line)
    return found


def logical_lines(card: RawCard) -> Iterator[bytes]:
    """The lines as they were before they were folded or broken softly."""
    blank = b" " if card.version == OLD else b""
    pieces: list[bytes] = []
    for line in card.lines:
        if pieces and _goes_on(pieces, line):
            pieces.append(line)
        elif pieces and line[:1] in {b" ", b"\t"}:
            pieces.append(blank + line[1:])
        else:
            yield from _joined(pieces)
            pieces = [line]
    yield from _joined(pieces)


def _goes_on(pieces: list[bytes], line: bytes) -> bool:
    """Whether a line continues another without beginning with a blank."""
    if pieces[-1].endswith(b"=") and _PRINTABLE.match(pieces[0][:_HEAD]):
        pieces[-1] = pieces[-1][:-1]
        return True
    return bool(_BASE64_LINE.fullmatch(line) and _BASE64.match(pieces[0][:_HEAD]))


def _joined(pieces: list[bytes]) -> Iterator[bytes]:
    line = b"".join(pieces)
    if line.strip():
        yield line
