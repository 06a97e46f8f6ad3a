"""The dubbed voices: how long a line will be, fitting it into its slot, and finding lines in the wrong voice."""
