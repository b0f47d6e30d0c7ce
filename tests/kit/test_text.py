"""Written text becomes clean HTML, whatever is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.kit.text import dialled, excerpt, markdown, plain


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Guten Tag", "<p>Guten Tag</p>\n"),
        ("Rathausstraße 11\n58095 Hagen", "<p>Rathausstraße 11<br>\n58095 Hagen</p>\n"),
        ("**fett** und *schräg*", "<p><strong>fett</strong> und <em>schräg</em></p>\n"),
        ("- eins\n- zwei", "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>\n"),
        ("3. drei\n4. vier", '<ol start="3">\n<li>drei</li>\n<li>vier</li>\n</ol>\n'),
        ("19. November 2026 in Hagen", "<p>19. November 2026 in Hagen</p>\n"),
        ("![Rathaus](https://example.org/a.png)", "<p>Rathaus</p>\n"),
        (
            "[Seite](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer">Seite</a></p>\n',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ('<b style="color:red">x</b>', '<p>&lt;b style="color:red"&gt;x&lt;/b&gt;</p>\n'),
        ("", ""),
    ],
)
def test_markdown_is_small_and_clean(text: str, html: str) -> None:
    """Line breaks count, dates are no lists, nothing foreign is loaded or run."""
    assert markdown(text) == html


@pytest.mark.parametrize(
    ("text", "top", "levels"),
    [
        ("# A\n# B", 3, ["3", "3"]),
        ("# A\n### B\n## C", 3, ["3", "4", "4"]),
        ("### A\n# B\n## C", 2, ["2", "2", "3"]),
        ("# A\n## B\n### C\n#### D\n##### E\n###### F", 4, ["4", "5", "6", "6", "6", "6"]),
    ],
)
def test_headings_fit_under_the_page(text: str, top: int, levels: list[str]) -> None:
    """The highest is `top`, and none is skipped."""
    html = markdown(text, top)
    assert re.findall(r"<h(\d)>", html) == levels
    assert re.findall(r"</h(\d)>", html) == levels


@given(st.text(alphabet=st.sampled_from("<>\"'=/ab#*_[]()!\n\\`|-1.&;:"), max_size=80))
def test_no_text_smuggles_anything_in(text: str) -> None:
    """Whatever is typed: only the tags and attributes allowed, and every one is closed."""
    tags = re.findall(r"<(/?)([a-z0-9]+)([^>]*)>", markdown(text))
    allowed = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
    allowed |= {"table", "thead", "tbody", "tr", "th", "td"} | {f"h{n}" for n in range(3, 7)}
    assert {name for _, name, _ in tags} - allowed == set()
    assert [rest for _, _, rest in tags if re.search(r"\b(on\w+|style|src)=", rest)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Anlass\n\n**Übergänge** & mehr", "Anlass Übergänge & mehr"),
        ("Mit:\n\n- eins\n- zwei", "Mit: eins · zwei"),
        ("a < b", "a < b"),
    ],
)
def test_plain_words(text: str, words: str) -> None:
    """Marks vanish, characters stay, one item does not run into the next."""
    assert plain(text) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (40, "Übergänge gestalten, gemeinsam."),
        (31, "Übergänge gestalten, gemeinsam."),
        (30, "Übergänge gestalten…"),
        (12, "Übergänge…"),
        (5, "Über…"),
    ],
)
def test_an_excerpt_ends_between_words(length: int, words: str) -> None:
    """At most `length` characters with the dots."""
    assert excerpt("Übergänge *gestalten*, gemeinsam.", length) == words


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("02331 207-5000 (Vermittlung)", "023312075000"),
        ("(02331) 207-5000", "023312075000"),
        ("02331/2070 oder 2071", "023312070"),
        ("Tel.: +49 (0) 2331 2070", "+4923312070"),
        ("0049 (0)2331 2070", "004923312070"),
        ("über das Rathaus", ""),
        ("", ""),
    ],
)
def test_what_a_telephone_dials(number: str, digits: str) -> None:
    """Of two numbers the first; no words, and no zero that is only for calls at home."""
    assert dialled(number) == digits
