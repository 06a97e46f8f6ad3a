"""Novel → script: choose a story, plan its episodes, write them, make it at home in a market, check it."""
