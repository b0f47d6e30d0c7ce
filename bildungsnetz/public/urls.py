"""Routes of the audience public."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
