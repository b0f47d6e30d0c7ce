"""Text that people write: a small, safe Markdown, and short extracts of it. Pure."""

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bildungsnetz.kit.dates import GERMAN_MONTHS

# Line breaks count: people who never heard of Markdown type addresses and lists line by line.
_READER = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
_TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_SCHEMES = {"http", "https", "mailto", "tel"}
# "19. November" at the beginning of a line is a date, not the nineteenth item of a list.
_DATE = re.compile(rf"^(\s*\d{{1,2}})\.(?=\s+(?:{'|'.join(GERMAN_MONTHS)})\b)", re.MULTILINE)
# What one dials of a written number; of two numbers the first, without the words around it.
_NUMBER = re.compile(r"[+(]?\d[\d\s()/.–-]*")
_NEXT_ITEM = re.compile(r"</li>\s*<li>")
_BLOCK_END = re.compile(r"</(?:p|li|h\d|t[dh]|pre|blockquote)>|<[bh]r>")


def markdown(text: str, top: int = 3) -> str:
    """Turn Markdown into clean HTML whose highest heading is `top` (2 to 6) and none is skipped.

    HTML in the text is shown as text; of a picture its description stays; links keep only http,
    https, mailto and tel.
    """
    tokens = _READER.parse(_DATE.sub(r"\1\\.", text))
    _demote(tokens, top)
    _without_pictures(tokens)
    html = str(_READER.renderer.render(tokens, _READER.options, {}))
    return nh3.clean(
        html,
        tags=_TAGS | _TABLE | _HEADINGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _demote(tokens: list[Token], top: int) -> None:
    """Renumber headings from `top` on, one level deeper at most from one to the next."""
    depths: list[int] = []
    level = top
    for token in tokens:
        if token.type == "heading_open":
            wished = int(token.tag[1])
            while depths and depths[-1] >= wished:
                depths.pop()
            depths.append(wished)
            level = min(top + len(depths) - 1, 6)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def _without_pictures(tokens: list[Token]) -> None:
    """Pages load nothing from other people's servers, so pictures are told, not shown."""
    for line in tokens:
        for token in line.children or []:
            if token.type == "image":
                token.type, token.tag = "text", ""


def plain(text: str) -> str:
    """Markdown as one line of plain words, for mails' previews, titles and search."""
    html = _NEXT_ITEM.sub(" · ", markdown(text))
    bare = nh3.clean(_BLOCK_END.sub(r"\g<0> ", html), tags=set())
    return " ".join(unescape(bare).split())


def excerpt(text: str, length: int = 200) -> str:
    """The first words of a Markdown text, at most `length` characters, cut between words."""
    words = plain(text)
    if len(words) <= length:
        return words
    head = words[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,;:–-") + "…"


def dialled(number: str) -> str:
    """02331 207-5000 (Vermittlung) → 023312075000; empty where nothing can be dialled."""
    written = _NUMBER.search(number)
    if written is None:
        return ""
    found = written.group()
    if found.startswith(("+", "00")):
        found = found.replace("(0)", "")
    return found[:1].strip("(0123456789") + "".join(sign for sign in found if sign.isdigit())
