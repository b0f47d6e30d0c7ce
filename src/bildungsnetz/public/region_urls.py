"""Public routes below /<region>/."""

from bildungsnetz.public import decisions, directory, meetings, office, organs, regions

urlpatterns = [
    *regions.urls,
    *office.urls,
    *organs.urls,
    *directory.urls,
    *meetings.urls,
    *decisions.urls,
]
