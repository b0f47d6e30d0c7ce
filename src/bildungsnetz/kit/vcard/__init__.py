"""Reading and writing contacts as address books keep them. Pure: no ORM, no settings.

`read_cards` takes vCard 2.1, 3.0, 4.0 and jCard as they come; `write_cards` writes vCard 4.0;
`to_table` makes of cards what an import of tables takes.
"""

from bildungsnetz.kit.vcard.listing import NoCards, is_cards, to_table
from bildungsnetz.kit.vcard.model import Address, Card, Phone, Problem
from bildungsnetz.kit.vcard.reading import LARGEST, MOST_CARDS, read_cards
from bildungsnetz.kit.vcard.writing import write_cards

__all__ = [
    "LARGEST",
    "MOST_CARDS",
    "Address",
    "Card",
    "NoCards",
    "Phone",
    "Problem",
    "is_cards",
    "read_cards",
    "to_table",
    "write_cards",
]
