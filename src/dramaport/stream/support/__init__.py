"""What a person of support sees of one viewer, and the coins they may give. Every grant has a reason and a name, for ever."""
