"""Who speaks: voices as vectors."""
