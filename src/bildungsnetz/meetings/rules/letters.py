"""The text of an invitation: which placeholders it may have; how they are filled is the kit's."""

from bildungsnetz.kit.letters import Addressee, fill, foreign_tokens, salutation

BODY_TOKENS = ("anrede", "einrichtung", "termin", "ort", "link", "frist")
SUBJECT_TOKENS = ("einrichtung", "termin", "ort", "frist")

__all__ = ["BODY_TOKENS", "SUBJECT_TOKENS", "Addressee", "fill", "foreign_tokens", "salutation"]
