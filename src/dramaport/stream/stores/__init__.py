"""Money from outside: what Stripe, Apple and Google say happened, verified, kept once, and carried to the wallet."""
