"""Why a write about organs is refused; each carries a German sentence that says what to do."""


class Refused(ValueError):
    """A rule of the organ forbids the write; the text is a German sentence."""


class SeatTaken(Refused):
    """Somebody else holds the seat or function in this time."""
