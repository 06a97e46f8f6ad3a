"""A drama made at home in another market: names, forms of address, places, food, money and customs.

`packs` hold what is known of a market, `names` and `amounts` find what is to be replaced, `substitute` replaces it and writes a
trace that leads back, `notes` marks what is real and worth a word of explanation.
"""
