"""One logical line: name, parameters, value; decoding and the escapes of each version."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bildungsnetz.kit.vcard.lines import OLD

# A quoted parameter may hold colons and semicolons (RFC 6350, 3.3).
_LINE = re.compile(
    rb'\s*(?:[\w-]+\.)?(?P<name>[\w-]+)\s*(?P<parameters>(?:;(?:[^":;]|"[^"]*")*)*):(?P<value>.*)',
    re.DOTALL,
)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_CARET = {"^n": "\n", "^'": '"', "^^": "^"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "N": "\n", ",": ",", ";": ";", ":": ":", "\\": "\\", '"': '"'}
_ENCODINGS = frozenset({"QUOTED-PRINTABLE", "BASE64", "B", "8BIT", "7BIT"})
_CHARSET = re.compile(
    r"utf-?8|us-ascii|ascii|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|cp437|cp850"
    r"|macroman|koi8-r|utf-16(?:le|be)?",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class UnreadableLine(Exception):
    """The line is no property."""


@dataclass(frozen=True)
class Property:
    """A property; `name` is large, the keys of `parameters` too, `types` are small.

    `value` is the text with its escapes, `pref` the rank its owner gave it (1 is the first).
    """

    name: str
    value: str
    types: tuple[str, ...] = ()
    pref: int = 100
    old: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole value, its commas and semicolons included."""
        return clean(unescape(self.value, old=self.old))

    @property
    def parts(self) -> list[str]:
        """The parts between semicolons."""
        return [clean(unescape(part, old=self.old)) for part in split(self.value, ";")]

    @property
    def words(self) -> list[str]:
        """The words between commas."""
        return [clean(unescape(word, old=self.old)) for word in split(self.value, ",")]

    @property
    def name_parts(self) -> list[str]:
        """The parts between semicolons; several names in one, parted by commas, by blanks."""
        if self.old:
            return self.parts
        return [
            " ".join(
                word for piece in split(part, ",") if (word := clean(unescape(piece, old=self.old)))
            )
            for part in split(self.value, ";")
        ]


def read_property(line: bytes, version: str) -> Property:
    """The property in a logical line. UnreadableLine if it is none."""
    found = _LINE.fullmatch(line)
    if found is None:
        raise UnreadableLine
    parameters, types = _parameters(found["parameters"].decode("utf-8", "replace"))
    return Property(
        name=found["name"].decode("ascii", "replace").upper(),
        value=_decoded(found["value"], parameters),
        types=tuple(dict.fromkeys(kind for kind in types if kind != "pref")),
        pref=_rank(parameters.get("PREF", ""), types),
        old=version == OLD,
        parameters=parameters,
    )


def _parameters(text: str) -> tuple[dict[str, str], list[str]]:
    """Parameters by name, and the types. A word alone is a type or, in vCard 2.1, an encoding."""
    found: dict[str, str] = {}
    types: list[str] = []
    for match in _PARAMETER.finditer(text):
        name, equals, value = match.group(1).partition("=")
        name = name.strip().upper()
        if not equals and name in _ENCODINGS:
            found["ENCODING"] = name
        elif not equals or name == "TYPE":
            words = (value if equals else name).replace('"', "").lower().split(",")
            types += [word.strip() for word in words if word.strip()]
        else:
            plain = value.strip().strip('"')
            found[name] = re.sub(r"\^[n'^]", lambda hit: _CARET[hit.group()], plain)
    return found, types


def _rank(pref: str, types: list[str]) -> int:
    if pref.isdecimal() and len(pref) <= 3:
        return int(pref)
    return 1 if "pref" in types else 100


def _decoded(value: bytes, parameters: Mapping[str, str]) -> str:
    encoding = parameters.get("ENCODING", "").upper()
    if encoding == "QUOTED-PRINTABLE":
        value = quopri.decodestring(value)
    elif encoding in {"BASE64", "B"}:
        try:
            value = base64.b64decode(re.sub(rb"\s", b"", value))
        except binascii.Error:
            raise UnreadableLine from None
    return decode(value, parameters.get("CHARSET", ""))


def decode(data: bytes, charset: str = "") -> str:
    """Text by its declared character set if it is one and fits, else UTF-8, else Windows-1252."""
    tried = [charset] if _CHARSET.fullmatch(charset) else []
    for name in (*tried, "utf-8", "cp1252"):
        try:
            return codecs.decode(data, name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def clean(text: str) -> str:
    """Trimmed, line breaks as LF, without characters nobody can see."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def split(text: str, separator: str) -> list[str]:
    """The pieces between separators that have no backslash before them, escapes left alone."""
    pieces: list[str] = []
    is_open = False
    for piece in text.split(separator):
        if is_open:
            pieces[-1] += separator + piece
        else:
            pieces.append(piece)
        is_open = (len(piece) - len(piece.rstrip("\\"))) % 2 == 1
    return pieces


def unescape(text: str, *, old: bool = False) -> str:
    """What is meant. vCard 2.1 knows nothing but the escaped semicolon; a path C:\\n is a path."""
    if old:
        return text.replace("\\;", ";").replace("\\,", ",")
    return _ESCAPE.sub(lambda hit: _ESCAPED.get(hit.group(1), hit.group()), text)
