"""Routes of the members' face, below /<region>/mein/."""

from bildungsnetz.members import accounts, decisions, directory, meetings, organs

urlpatterns = [
    *accounts.urls,
    *directory.urls,
    *organs.urls,
    *meetings.urls,
    *decisions.urls,
]
