"""Rules of the trade as dated data: what regulators and stores ask of a drama, at a date, in a market.

`facts` says what is known of a drama, `conditions` asks it in three values, `book` reads the rules of data/, `evaluate`
answers. What is not known is for a person to decide, never a pass.
"""

from __future__ import annotations

from dramaport.story.rules.evaluate import evaluate
from dramaport.story.rules.facts import Facts, facts_of, load_facts, read_facts
from dramaport.story.rules.values import Outcome, Rule, Ruling

__all__ = ["Facts", "Outcome", "Rule", "Ruling", "evaluate", "facts_of", "load_facts", "read_facts"]
