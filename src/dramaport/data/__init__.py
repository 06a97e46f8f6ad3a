"""The database: engine, sessions and migrations. SQLite in a file by default, PostgreSQL where that is outgrown."""
