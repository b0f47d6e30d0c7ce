"""Small words of every page: how states look, how names are listed. Pure."""

from collections.abc import Iterable

# How the design system shows a state: green is settled well, red was refused or failed, yellow
# waits for somebody, blue is under way, and no tone is merely a fact.
_TONES = {
    "success": "accepted passed registered sent delivered done approved valid active published "
    "consent confirmed held reached completed",
    "danger": "declined rejected not_passed failed bounced expired overdue objection cancelled "
    "revoked undeliverable late",
    "warning": "undecided due waiting evaluating vacant unanswered draft kept",
    "info": "invited open running queued sending forwarded planned new pending prepared",
}
_TONE_OF = {state: tone for tone, states in _TONES.items() for state in states.split()}


def tone(state: str) -> str:
    """The badge tone of a stored state; empty for states that are merely facts."""
    return _TONE_OF.get(state, "")


def listed(names: Iterable[str], word: str = "und") -> str:
    """Join names as one says them: "Stadt, Land und Schulleitungen"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
