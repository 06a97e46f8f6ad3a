"""Providers that take speech apart from what lies under it."""
