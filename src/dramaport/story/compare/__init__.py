"""Which of two scripts is better, by blind pairs: the same episode of both, each pair seen in both orders, by several judges.

There is no score. `values` says what a judgement is, `judging` asks models, `sheet` people; `agreement` says how far
judges, and orders, can be believed.
"""
