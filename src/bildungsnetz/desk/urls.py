"""Routes of the desk, below /<region>/buero/; each room's pages stand in a file of its name."""

from bildungsnetz.desk import (
    accounts,
    decisions,
    directory,
    meetings,
    office,
    organs,
    post,
    privacy,
    regions,
    retention,
    setup,
)

urlpatterns = [
    *office.urls,
    *directory.urls,
    *organs.urls,
    *meetings.urls,
    *decisions.urls,
    *post.urls,
    *regions.urls,
    *setup.urls,
    *retention.urls,
    *accounts.urls,
    *privacy.urls,
]
