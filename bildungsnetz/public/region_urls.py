"""Public routes below a region."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
