"""The stages as steps and jobs of the build: what runs, in which order, and what each passes on."""
