"""The desk's pages of the organs: the tree, records, seats and mandates."""

from bildungsnetz.desk.organs import filling, mandates, pages, seats

urls = [*pages.urls, *seats.urls, *filling.urls, *mandates.urls]
