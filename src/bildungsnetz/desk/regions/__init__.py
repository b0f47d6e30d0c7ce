"""The desk's settings: the region, its charter, its words, its school holidays."""

from bildungsnetz.desk.regions import charter, holidays, settings, words

urls = [*settings.urls, *charter.urls, *holidays.urls, *words.urls]
