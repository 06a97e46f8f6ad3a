"""The application's programming interface, version 1. Everything the app does is in it, for native apps to come."""

from dramaport.stream.api.app import make_app
from dramaport.stream.api.state import Station

__all__ = ["Station", "make_app"]
