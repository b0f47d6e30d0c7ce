"""Writes about the region: its data, charter, fields of action, stages, topics, holidays."""

from bildungsnetz.regions.actions.charter import save_agreement
from bildungsnetz.regions.actions.holidays import (
    HolidayTaken,
    add_holiday,
    correct_holiday,
    import_holidays,
    remove_holiday,
    seed_holidays,
)
from bildungsnetz.regions.actions.region import save_region, seed_region
from bildungsnetz.regions.actions.words import (
    NameTaken,
    WordInUse,
    remove_word,
    save_field,
    save_stage,
    save_topic,
)

__all__ = [
    "HolidayTaken",
    "NameTaken",
    "WordInUse",
    "add_holiday",
    "correct_holiday",
    "import_holidays",
    "remove_holiday",
    "remove_word",
    "save_agreement",
    "save_field",
    "save_region",
    "save_stage",
    "save_topic",
    "seed_holidays",
    "seed_region",
]
