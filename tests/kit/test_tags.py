"""The tags and filters of every page, as a template uses them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString

from bildungsnetz.kit.badges import badge
from bildungsnetz.kit.phrases import listed
from bildungsnetz.meetings.models import Invitation

NOON = datetime(2026, 11, 19, 12, 5, tzinfo=UTC)
EVENT = SimpleNamespace(starts_at=datetime(2026, 11, 19, 12, tzinfo=UTC),
                        ends_at=datetime(2026, 11, 19, 16, tzinfo=UTC))  # fmt: skip


def drawn(source: str, address: str = "/hagen/", **context: Any) -> str:
    """What a template makes of it."""
    request = RequestFactory().get(address)
    return Template(source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("source", "german", "english"),
    [
        ("{{ t|day }}", "Donnerstag, 19. November 2026", "Thursday, 19 November 2026"),
        ("{{ t|day_short }}", "19.11.2026", "19 Nov 2026"),
        ("{{ t|moment }}", "19.11.2026, 13:05 Uhr", "19 Nov 2026, 13:05"),
        ("{{ t|clock }}", "13:05 Uhr", "13:05"),
        ("{{ t|distance:today }}", "in 66 Tagen", "in 66 days"),
        (
            "{{ event|when }}",
            "Donnerstag, 19. November 2026, 13–17 Uhr",
            "Thursday, 19 November 2026, 13:00–17:00",
        ),
        ("{{ nothing|day }}{{ nothing|moment }}{{ nothing|markdown }}", "", ""),
        ("{{ 1|share:3 }} {{ 2|share:3 }} {{ 1|share:0 }}", "33 67 0", "33 67 0"),
    ],
)
def test_words_in_the_office_s_own_time(source: str, german: str, english: str) -> None:
    """UTC in the database, Berlin on the page, in the page's language."""
    context = {"t": NOON, "event": EVENT, "today": date(2026, 9, 14), "nothing": None}
    assert drawn(source, **context) == german
    with translation.override("en"):
        assert drawn(source, **context) == english


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("{% query_with seite=3 %}", "?suche=Ring&amp;stufe=kita&amp;stufe=primar&amp;seite=3"),
        ('{% query_with suche="" %}', "?suche=&amp;stufe=kita&amp;stufe=primar"),
        ('{% query_without "stufe" %}', "?suche=Ring"),
        ('{% query_without "stufe" "kita" %}', "?suche=Ring&amp;stufe=primar"),
        ('{% query_without "gibt-es-nicht" %}', "?suche=Ring&amp;stufe=kita&amp;stufe=primar"),
    ],
)
def test_addresses_keep_what_was_chosen(source: str, address: str) -> None:
    """Only the page number starts again."""
    here = "/hagen/?suche=Ring&stufe=kita&stufe=primar&seite=2"
    assert drawn(source, here) == address


def test_a_column_sorts_both_ways() -> None:
    """First up, then down, and says which."""
    first = drawn('{% sort_link "name" "Name" %}')
    again = drawn('{% sort_link "name" "Name" %}', "/hagen/?sortieren=name")
    assert ('href="?sortieren=name"' in first, "aria-sort" in first) == (True, False)
    assert 'aria-sort="ascending"' in again
    assert 'href="?sortieren=-name"' in again


@pytest.mark.parametrize(
    ("value", "tone", "label"),
    [
        (Invitation(state="accepted"), "kern-badge--success", "hat zugesagt"),
        (Invitation(state="declined"), "netz-badge--plain", "hat abgesagt"),
        (Invitation.State.INVITED, "kern-badge--info", "eingeladen, noch ohne Antwort"),
        (
            SimpleNamespace(result="", get_result_display=lambda: "läuft"),
            "kern-badge--info",
            "läuft",
        ),
    ],
)
def test_a_state_has_words_and_a_tone(value: Any, tone: str, label: str) -> None:
    """Colour never stands alone."""
    html = drawn("{{ value|badge_state }}", value=value)
    assert html.startswith(f'<span class="kern-badge netz-badge {tone}">')
    assert html.endswith(f'<span class="kern-label">{label}</span></span>')


def test_no_state_draws_nothing() -> None:
    """Neither a dash nor an empty badge."""
    assert drawn("{{ value|badge_state }}", value="") == ""


@pytest.mark.urls("tests.browser.samples")
def test_a_menu_leaves_out_what_does_not_exist() -> None:
    """A route of a later stage is no dead link."""
    assert drawn('{% nav_link "gibt_es_nicht" "Netzwerk" %}') == ""


@pytest.mark.parametrize(
    ("number", "html"),
    [
        ("02331 <1>", '<a href="tel:02331">02331 &lt;1&gt;</a>'),
        ("<keines>", "&lt;keines&gt;"),
    ],
)
def test_a_tap_on_a_number_dials_it(number: str, html: str) -> None:
    """What cannot be dialled stays text."""
    assert drawn("{{ number|dial }}", number=number) == html


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["Stadt"], "Stadt"), (["Stadt", "Land"], "Stadt und Land"),
     (["Stadt", "Land", "Kreis"], "Stadt, Land und Kreis")],
)  # fmt: skip
def test_names_are_listed_as_one_says_them(names: list[str], words: str) -> None:
    """No comma before the last."""
    assert listed(names) == words


class DayForm(forms.Form):
    """A day and a moment."""

    day = forms.DateField(label="Tag", initial=date(2026, 11, 19))
    start = forms.DateTimeField(label="Beginn", initial=NOON)


def test_days_use_the_browser_s_picker() -> None:
    """The browser writes them as its reader is used to; the server sends and reads ISO."""
    html = str(DayForm())
    assert '<input type="date" name="day" value="2026-11-19"' in html
    assert '<input type="datetime-local" name="start" value="2026-11-19T13:05"' in html
    form = DayForm({"day": "2026-11-19", "start": "2026-11-19T13:05"})
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2026, 11, 19), "start": NOON}


def test_a_german_day_is_read_too_and_a_wrong_one_stays_visible() -> None:
    """Whoever has no picker types; nothing typed is lost."""
    assert DayForm({"day": "19.11.2026", "start": "19.11.2026 13:05"}).is_valid()
    html = str(DayForm({"day": "31.02.2026", "start": "2026-11-19T13:05"}))
    assert '<input type="text" name="day" value="31.02.2026"' in html
    assert 'aria-describedby="id_day_error"' in html
    assert '<a class="kern-link" href="#id_day">' in html


@pytest.mark.parametrize(
    ("rows", "shares"), [([("a", 4), ("b", 1)], ["100", "25"]), ([("a", 0)], ["0"]), ([], [])]
)
def test_bars_are_measured_by_the_longest(rows: list[tuple[str, int]], shares: list[str]) -> None:
    """And nothing is divided by nothing."""
    html = drawn('{% bar_chart rows title="T" label_head="A" value_head="B" %}', rows=rows)
    assert [part.split("%")[0] for part in html.split('netz-chart__value" width="')[1:]] == shares


def test_a_badge_is_text_unless_it_is_html_already() -> None:
    """The same letters are two things, whichever was drawn first."""
    for label, shown in (("<b>", "&lt;b&gt;"), (SafeString("<b>"), "<b>"), ("<b>", "&lt;b&gt;")):
        assert badge(label).endswith(f'<span class="kern-label">{shown}</span></span>')
