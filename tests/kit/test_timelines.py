"""How an entry of a timeline is drawn."""

from bildungsnetz.kit.timelines import timeline_entry
from bildungsnetz.office.lives import Line


def test_texts_are_escaped_and_only_known_parts_drawn() -> None:
    bare = timeline_entry(Line(title="A & B"))
    assert bare == (
        '<li class="netz-timeline__entry"><p class="netz-timeline__when">–</p>'
        '<div class="netz-timeline__what"><p class="netz-timeline__title">A &amp; B</p>'
        '<p class="netz-muted"></p></div></li>'
    )
    full = timeline_entry(
        Line("<heute>", "L<", "T<", "D<", "/a/?b=1&c=2", is_now=True, is_coming=True)
    )
    for part in (
        "entry--planned", ">&lt;heute&gt;<", 'href="/a/?b=1&amp;c=2">T&lt;</a> <span', "läuft",
        ">L&lt;: D&lt;</p>",
    ):  # fmt: skip
        assert part in full
