"""The sound of a release: what is left of the original under the dubbed voices, at the loudness asked for."""
