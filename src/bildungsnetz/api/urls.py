"""Routes for machines, below /<region>/."""

from bildungsnetz.api import feeds

urlpatterns = [*feeds.urls]
