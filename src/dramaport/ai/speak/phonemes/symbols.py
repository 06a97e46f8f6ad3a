"""The phonemes Kokoro-82M knows and their numbers.

The numbers follow the symbol list of StyleTTS 2 (`text_utils.py`: padding, punctuation, letters, IPA), on which Kokoro
was built; Kokoro keeps 114 of them and gives some unused letters to diphthongs and affricates (its `config.json`, key
`vocab`).
"""

from __future__ import annotations

_NUMBERED = (
    (1, ";:,.!?"),
    (9, '—…"'),
    (12, "()“” \u0303ʣʥʦʨᵝ\uab67A"),
    (31, "O"),
    (33, "Q"),
    (25, "I"),
    (35, "ST"),
    (39, "W"),
    (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"),
    (75, "βɔɕç"),
    (80, "ɖðʤə"),
    (85, "ɚɛɜ"),
    (90, "ɟ"),
    (92, "ɡ"),
    (99, "ɥ"),
    (101, "ɨɪʝ"),
    (110, "ɯɰŋɳɲɴø"),
    (118, "ɸθœ"),
    (123, "ɹ"),
    (125, "ɾɻ"),
    (128, "ʁɽʂʃʈʧ"),
    (135, "ʊʋ"),
    (138, "ʌɣɤ"),
    (142, "χʎ"),
    (147, "ʒʔ"),
    (156, "ˈˌː"),
    (162, "ʰ"),
    (164, "ʲ"),
    (169, "↓"),
    (171, "→↗↘"),
    (177, "ᵻ"),
)

#: Symbol to number; 0 stands at both ends of every input.
NUMBERS: dict[str, int] = {symbol: first + i for first, run in _NUMBERED for i, symbol in enumerate(run)}

#: The longest input: one row of a voice's style for each length.
LONGEST = 510


def numbers(phonemes: str) -> list[int]:
    """The numbers of `phonemes`. Every symbol must be in the table; `kept` makes it so."""
    return [NUMBERS[symbol] for symbol in phonemes]


def kept(phonemes: str) -> str:
    """`phonemes` without the symbols Kokoro lacks."""
    return "".join(symbol for symbol in phonemes if symbol in NUMBERS)
