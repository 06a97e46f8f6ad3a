"""Releases to viewers: the catalogue, who may watch what where, the wall, the wallet, and the pictures themselves."""
