"""A build for media: steps named by the digest of their inputs, artifacts named by the digest of their bytes.

Knows nothing of dramas. `digest` says what a thing is called, `store` keeps bytes and receipts, `step` says what can be
run, `engine` runs only what is stale and explains why, `schedule` runs a graph of jobs on Dask.
"""
