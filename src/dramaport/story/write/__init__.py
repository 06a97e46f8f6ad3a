"""From a plan to a script: each episode is asked for with its stretch of the novel, checked, judged by the gates, and kept.

`outline` makes the drama's cast and places, `context` what a writer is told, `assemble` an episode of what it answers.
`record` knows which files are ours to write, and `writing` does the work.
"""
