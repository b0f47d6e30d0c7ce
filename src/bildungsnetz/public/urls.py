"""Public routes without a region in the address: entry, sign-in, setup, personal links.

Personal links (`/einladung/<token>/`, `/runde/<token>/` …) stand in each room's `links` list.
"""

from bildungsnetz.public import (
    accounts,
    care,
    contact,
    decisions,
    meetings,
    privacy,
    regions,
    setup,
)

urlpatterns = [
    *regions.links,
    *accounts.urls,
    *care.urls,
    *setup.urls,
    *meetings.links,
    *decisions.links,
    *contact.links,
    *privacy.links,
]
