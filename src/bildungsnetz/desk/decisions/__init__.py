"""The desk's pages of the room decisions."""

from bildungsnetz.desk.decisions import passage, recommendations, rounds

urls = [*recommendations.urls, *rounds.urls, *passage.urls]
