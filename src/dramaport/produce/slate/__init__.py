"""Slate: which crew shoots which scenes of which drama on which day where, at what cost, and how far from the best that can be.

`read` takes facts from a file, `planner` makes a plan with a bound, `check` tests it, `replan` takes in new facts, `papers` writes
what a production office hangs up. `order` is the pure problem of the cheapest order of scenes.
"""
