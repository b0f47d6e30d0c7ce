"""Routes of the members' face, below /<region>/mein/."""

from bildungsnetz.members import (
    accounts,
    care,
    contact,
    decisions,
    directory,
    meetings,
    organs,
    privacy,
)

urlpatterns = [
    *accounts.urls,
    *directory.urls,
    *care.urls,
    *contact.urls,
    *privacy.urls,
    *organs.urls,
    *meetings.urls,
    *decisions.urls,
]
