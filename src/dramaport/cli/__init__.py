"""The command line: one command for each thing a producer does. Knows every room; decides nothing itself."""
