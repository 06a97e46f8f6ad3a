"""Speech to text, and where there is speech at all."""
