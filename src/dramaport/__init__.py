"""Takes Chinese micro-dramas overseas."""
