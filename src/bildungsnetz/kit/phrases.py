"""Small words of every page: how states look, how names are listed. Pure."""

from collections.abc import Iterable

# How the design system shows a state: green is settled well, red was refused or failed, yellow
# waits for somebody, blue is under way, and no tone is merely a fact: a decline is an answer, not
# a failure.
_TONES = {
    "success": "accepted adopted approved committed consent delivered done held passed published "
    "registered sent valid",
    "danger": "bounced expired failed late not_passed overdue rejected undeliverable",
    "warning": "due evaluating held kept no_consensus objection undecided vacant waiting",
    "info": "forwarded in_flight in_progress in_round invited open planned preview queued running",
}
_TONE_OF = {state: tone for tone, states in _TONES.items() for state in states.split()}


def tone(state: str) -> str:
    """The badge tone of a stored state; empty for states that are merely facts."""
    return _TONE_OF.get(state, "")


def listed(names: Iterable[str], word: str = "und") -> str:
    """Join names as one says them: "Stadt, Land und Schulleitungen"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last
