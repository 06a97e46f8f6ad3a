"""Stand-ins for the stores and the ad network that speak their protocols, so that the same verifying code runs in a demo."""
