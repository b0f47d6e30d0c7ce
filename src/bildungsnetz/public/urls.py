"""Public routes without a region in the address: entry, sign-in, setup, personal links.

Personal links (`/einladung/<token>/`, `/runde/<token>/` …) stand in each room's `links` list.
"""

from bildungsnetz.public import accounts, decisions, meetings, regions, setup

urlpatterns = [
    *regions.links,
    *accounts.urls,
    *setup.urls,
    *meetings.links,
    *decisions.links,
]
