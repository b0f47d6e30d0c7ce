"""Writing and changing recommendations."""

from datetime import UTC, datetime, timedelta

import pytest

from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.decisions import actions
from bildungsnetz.decisions.models import Recommendation, Version
from bildungsnetz.meetings.models import Meeting, Workshop
from bildungsnetz.regions.models import FieldOfAction, Region
from tests.cast import NOW, make_region
from tests.decisions.cast import (
    OFFICE,
    TEXT,
    cast,
    make_meeting,
    make_recommendation,
    make_workshop,
    open_round,
    people_of,
)

pytest_plugins = ["tests.decisions.fixtures"]


def revise(draft: Recommendation, *, revision: int = 0, title: str = "", text: str = TEXT,
           answers: dict[int, str] | None = None) -> Recommendation:  # fmt: skip
    """Save the form with some of it changed."""
    return actions.revise_recommendation(
        recommendation=draft,
        revision=revision,
        title=title or draft.title,
        text=text,
        fields=list(draft.fields.all()),
        answers=answers or {},
        by=OFFICE,
        at=NOW + timedelta(hours=1),
    )


def versions(draft: Recommendation) -> list[tuple[int, str]]:
    """All wordings by number."""
    return list(draft.versions.order_by("number").values_list("number", "text"))


def test_a_recommendation_is_written_with_its_first_wording(
    hagen: Region, held_conference: Meeting, held_workshop: Workshop
) -> None:
    """Number, year, fields, answer and wording, and one audit row."""
    theme = FieldOfAction.objects.get(slug="inklusion")
    written = make_recommendation(
        held_conference, held_workshop, text="  Erste\r\nZeile ", answers={theme.pk: "Für alle."}
    )
    assert (written.label, written.state, written.is_public) == ("2026/1", "draft", False)
    assert versions(written) == [(1, "Erste\nZeile")]
    assert [f.slug for f in written.fields.all()] == ["uebergaenge"]
    answers = written.cross_cutting_answers.values_list("field__slug", "text")
    assert list(answers) == [("inklusion", "Für alle.")]
    assert AuditEntry.objects.get().action == "recommendation.written"


def test_numbers_count_by_the_year_of_the_conference_in_local_time(hagen: Region) -> None:
    """Each year begins with 1; half past midnight on New Year's Day is the new year."""
    this = make_meeting(hagen, starts_at=datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    following = make_meeting(hagen, starts_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    labels = [make_recommendation(m).label for m in (this, this, following, this)]
    assert labels == ["2026/1", "2026/2", "2027/1", "2026/3"]


def test_each_region_counts_for_itself(hagen: Region) -> None:
    """Numbers of another region do not matter."""
    herne = make_region("herne", "Herne")
    labels = [make_recommendation(make_meeting(region)).label for region in (hagen, herne)]
    assert labels == ["2026/1", "2026/1"]


def test_a_foreign_workshop_or_meeting_is_refused(hagen: Region, held_conference: Meeting) -> None:
    """The workshop belongs to the meeting, the meeting to the region."""
    other = make_meeting(make_region("herne", "Herne"))
    with pytest.raises(ValueError, match="belongs"):
        make_recommendation(held_conference, make_workshop(other))
    assert Recommendation.objects.count() == 0


def test_a_new_wording_becomes_a_new_version(draft: Recommendation) -> None:
    """The old wording stays; the revision rises by one."""
    revise(draft, text=f"{TEXT} Kleine Schulen teilen sich eine.")
    draft.refresh_from_db()
    assert draft.revision == 1
    assert versions(draft) == [(1, TEXT), (2, f"{TEXT} Kleine Schulen teilen sich eine.")]


def test_a_new_title_alone_makes_no_new_version(draft: Recommendation) -> None:
    """Only the wording has versions."""
    revise(draft, title="Ansprechpersonen für Übergänge")
    draft.refresh_from_db()
    assert (draft.title, draft.revision) == ("Ansprechpersonen für Übergänge", 1)
    assert versions(draft) == [(1, TEXT)]


def test_saving_without_a_change_changes_nothing(draft: Recommendation) -> None:
    """No revision, no version, no audit row; line ends of browsers are no change."""
    before = AuditEntry.objects.count()
    revise(draft, text=f"{TEXT}\r\n")
    draft.refresh_from_db()
    assert (draft.revision, Version.objects.count()) == (0, 1)
    assert AuditEntry.objects.count() == before


def test_answers_are_changed_and_taken_away(draft: Recommendation) -> None:
    """An emptied answer is gone; only what was given is touched."""
    theme = FieldOfAction.objects.get(slug="inklusion")
    revise(draft, answers={theme.pk: "Mit einfacher Sprache."})
    assert list(draft.cross_cutting_answers.values_list("text")) == [("Mit einfacher Sprache.",)]
    revise(draft, revision=1, answers={theme.pk: "  "})
    assert draft.cross_cutting_answers.count() == 0


def test_a_second_editor_overwrites_nothing(draft: Recommendation) -> None:
    """Both opened revision 0; the second is shown what stands now."""
    revise(draft, text="Erste Änderung am Text.")
    with pytest.raises(actions.EditedMeanwhile) as conflict:
        revise(draft, text="Zweite Änderung am Text.")
    assert conflict.value.current.revision == 1
    assert versions(draft) == [(1, TEXT), (2, "Erste Änderung am Text.")]


def test_the_text_is_fixed_while_a_round_runs_and_after_consensus(draft: Recommendation) -> None:
    """What people are asked about, and what they agreed to, does not change under them."""
    opened = open_round(draft)
    with pytest.raises(actions.TextIsFixed):
        revise(draft, text="Heimlich geändert.")
    cast(people_of(opened)["Eva"], "consent")
    actions.close_round(round=opened, minority_statement="", by=OFFICE, at=NOW)
    with pytest.raises(actions.TextIsFixed):
        revise(draft, text="Nachträglich geändert.")
    assert versions(draft) == [(1, TEXT)]


def test_publishing_and_hiding_leave_one_audit_row_each(draft: Recommendation) -> None:
    """Repeating it is harmless."""
    for wish in (True, True, False):
        actions.show_publicly(recommendation=draft, is_public=wish, by=OFFICE, at=NOW)
    actions_done = AuditEntry.objects.order_by("number").values_list("action", flat=True)
    assert list(actions_done)[1:] == ["recommendation.published", "recommendation.hidden"]
