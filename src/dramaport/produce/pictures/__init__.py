"""Pictures of places, people and things: one Protocol, and who can give them: our own pen, an artist's folder, an endpoint."""
