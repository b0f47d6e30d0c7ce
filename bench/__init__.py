"""Measurements by hand; nothing here runs with the tests but one short try (docs/testing.md)."""
