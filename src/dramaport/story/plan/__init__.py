"""A novel → episodes cut at its own words: anchors, two planners, the ledger of hooks and promises, and the wall."""
