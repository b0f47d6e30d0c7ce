"""Routes of the audience members."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
