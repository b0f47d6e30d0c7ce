"""How a life is told: years, today among them, and the picture of what lasts."""

from datetime import date

from bildungsnetz.directory.queries import Entry
from bildungsnetz.kit.charts import period_chart
from bildungsnetz.office.lives import life
from tests.cast import TODAY


def entry(since: date | None, until: date | None = None, **facts: object) -> Entry:
    plain = {"kind": "function", "label": "Tätigkeit", "title": "Schule", "detail": "Leitung"}
    return Entry(**{
        **plain, "since": since, "until": until, "page": "", "key": None, "is_moment": False,
        **facts,
    })  # fmt: skip


def years(entries: list[Entry]) -> list[tuple[str, list[str]]]:
    told = life(entries, TODAY, "hagen", {})
    return [(year, ["heute" if one.is_today else one.when for one in lines])
            for year, lines in told.years]  # fmt: skip


def test_today_stands_between_what_comes_and_what_was() -> None:
    entries = [
        entry(date(2027, 1, 1)), entry(date(2026, 10, 1)), entry(TODAY, is_moment=True),
        entry(date(2026, 1, 1), date(2026, 3, 1)), entry(date(2019, 8, 1)), entry(None),
    ]  # fmt: skip
    assert years(entries) == [
        ("2027", ["seit 01.01.2027"]),
        ("2026", ["seit 01.10.2026", "heute", "14.09.2026", "01.01.2026–28.02.2026"]),
        ("2019", ["seit 01.08.2019"]),
        ("ohne Datum", [""]),
    ]


def test_today_stands_there_even_without_anything_this_year() -> None:
    assert years([entry(date(2019, 8, 1))]) == [("2026", ["heute"]), ("2019", ["seit 01.08.2019"])]
    assert years([]) == [("2026", ["heute"])]


def test_links_lead_where_the_reader_may_go() -> None:
    row = entry(TODAY, page="person", key=7)
    pages = {"person": "desk_person"}
    for offered, url in ((pages, "/hagen/buero/register/personen/7/"), ({}, "")):
        told = life([row], TODAY, "hagen", offered)
        assert [one.url for _year, lines in told.years for one in lines if one.title] == [url]


def test_only_what_lasts_is_in_the_picture() -> None:
    entries = [
        entry(date(2026, 1, 1), kind="basis"), entry(TODAY, is_moment=True),
        entry(date(2026, 5, 1), title="B"), entry(date(2025, 5, 1), title="A"),
    ]  # fmt: skip
    picture = life(entries, TODAY, "hagen", {}).picture
    assert picture is not None
    assert [bar.label for bar in picture.bars] == ["A: Leitung", "B: Leitung"]
    assert life(entries[:2], TODAY, "hagen", {}).picture is None


def test_bars_lie_on_one_scale_up_to_today() -> None:
    chart = period_chart(
        [
            ("alt", date(2026, 6, 6), date(2026, 8, 25)),
            ("offen", date(2026, 8, 25), None),
            ("ohne Anfang", None, date(2026, 6, 26)),
        ],
        TODAY,
    )
    assert chart is not None
    assert (chart.first, chart.last) == (date(2026, 6, 6), TODAY)
    assert [(bar.start, bar.width, bar.is_open) for bar in chart.bars] == [
        (0.0, 79.2, False), (79.2, 20.8, True), (0.0, 19.8, False),
    ]  # fmt: skip
    assert (chart.x, chart.bars[0].x, chart.bars[1].length) == ("99.0%", "0.0%", "20.8%")


def test_a_bar_is_never_too_short_to_be_seen_nor_outside() -> None:
    day = date(2026, 1, 1)
    chart = period_chart([("lang", date(1990, 1, 1), None), ("kurz", day, date(2026, 1, 2))], TODAY)
    assert chart is not None
    assert [bar.width for bar in chart.bars] == [100.0, 0.5]
    coming = period_chart([("künftig", date(2030, 1, 1), None)], TODAY)
    assert coming is not None
    assert coming.bars[0].start + coming.bars[0].width == 100.0
    assert period_chart([("ohne", None, None)], TODAY) is None
