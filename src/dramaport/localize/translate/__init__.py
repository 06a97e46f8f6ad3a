"""Lines into other languages: from memory, else from a model under a strict contract, else a failure that says so."""
