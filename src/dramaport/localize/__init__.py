"""Footage to releases: hear, read, fuse, cast, translate, subtitle, speak, mix, cover, package, check."""
