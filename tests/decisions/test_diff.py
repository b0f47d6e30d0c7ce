"""The comparison of two wordings: nothing is lost, and it reads word by word."""

from hypothesis import given
from hypothesis import strategies as st

from bildungsnetz.decisions.diff import Piece, by_words

TEXTS = st.text(alphabet="ab ä.\n", max_size=40)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_put_together_again(old: str, new: str) -> None:
    """Kept and removed pieces are the old text, kept and added ones the new."""
    pieces = by_words(old, new)
    assert "".join(p.text for p in pieces if p.kind != "added") == old
    assert "".join(p.text for p in pieces if p.kind != "removed") == new


def test_one_changed_word_is_shown_as_that_word() -> None:
    """Letters in common do not split words."""
    assert by_words("Alle Schulen nennen eine Person.", "Alle Schulen benennen eine Person.") == [
        Piece("kept", "Alle Schulen "),
        Piece("removed", "nennen"),
        Piece("added", "benennen"),
        Piece("kept", " eine Person."),
    ]


def test_neighbouring_changes_are_shown_as_one() -> None:
    """The space between two changed words belongs to the change."""
    assert by_words("drei Mal im Jahr", "einmal monatlich im Jahr") == [
        Piece("removed", "drei Mal"),
        Piece("added", "einmal monatlich"),
        Piece("kept", " im Jahr"),
    ]


def test_the_same_text_is_one_kept_piece() -> None:
    """Nothing changed: nothing is marked."""
    assert by_words("gleich geblieben", "gleich geblieben") == [Piece("kept", "gleich geblieben")]
