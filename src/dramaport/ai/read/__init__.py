"""Providers that read text in pictures."""
