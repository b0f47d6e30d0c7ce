"""All routes: each audience mounts its own; the region's name stands first in the address."""

from django.urls import include, path

urlpatterns = [
    path("", include("bildungsnetz.public.urls")),
    path("<slug:region>/mein/", include("bildungsnetz.members.urls")),
    path("<slug:region>/buero/", include("bildungsnetz.desk.urls")),
    path("<slug:region>/", include("bildungsnetz.api.urls")),
    path("<slug:region>/", include("bildungsnetz.public.region_urls")),
]
handler404 = "bildungsnetz.public.errors.not_found"
handler403 = "bildungsnetz.public.errors.forbidden"
handler400 = "bildungsnetz.public.errors.bad_request"
handler500 = "bildungsnetz.public.errors.broken"
