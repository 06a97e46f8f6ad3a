"""The series bible: what must stay the same over a season, proposed from the lines and checked in every translation."""
