"""Scripts to and from the formats writers and crews use: Fountain and Final Draft both ways, Word, Excel and JSON out.

Fountain and FDX hold the same elements (`elements`). `compose` makes a script into elements, `recover` makes elements into a
script again; what a format has no word of its own for travels in notes (`meta`), so that a round trip loses nothing.
"""
