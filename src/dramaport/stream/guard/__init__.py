"""What keeps abuse out: rates, addresses, places, approvals, and what support should look at."""
