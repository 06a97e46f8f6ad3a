"""Before any work: who can translate into a language, and what it will take."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any, Literal

from pydantic import Field

from dramaport.ai.abilities import Translator
from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Line, Value
from dramaport.localize.translate.memory import Memory

Quality = Literal["draft", "usable", "good"]

_WAYS = (
    "import a translation memory (dramaport import … --as tmx), or what people translated (--as srt, xlsx, xliff)",
    "name an endpoint: DRAMAPORT_TRANSLATE_URL, _MODEL and _KEY, any OpenAI-compatible vendor or server",
    "list a GGUF model of your own under the name translator in the file DRAMAPORT_MODELS_TOML names",
)


class Coverage(Value):
    """What a memory holds of some lines in one language."""

    lines: int
    exact: int
    near: int

    @property
    def missing(self) -> int:
        return self.lines - self.exact - self.near


class Verdict(Value):
    """Whether a language can be translated. `by` names the provider; None where only the memory is there."""

    language: str
    can: bool
    by: str | None = None
    quality: Quality | None = None
    message: str
    ways: tuple[str, ...] = ()  # what would help, where it cannot


class Price(Value):
    """Money for a million tokens sent and received, and where the figures are from."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    currency: str = "USD"
    source: str = ""
    date: str = ""


class Forecast(Value):
    """Tokens and money for one language, rounded up rather than down."""

    language: str
    lines: int
    tokens_in: int
    tokens_out: int
    money: float
    price: Price


def coverage(lines: Sequence[Line], memory: Memory, language: str, names: Sequence[str] = ()) -> Coverage:
    """How many lines the memory holds exactly, and how many nearly."""
    exact = [line for line in lines if memory.exact(line, language)]
    known = {line.id for line in exact}
    near = sum(line.id not in known and memory.near(line, language, names) is not None for line in lines)
    return Coverage(lines=len(lines), exact=len(exact), near=near)


def can_translate(source: str, target: str, held: Coverage | None, translators: Sequence[Translator]) -> Verdict:
    """Whether anybody can translate `source` into `target`.

    `held` is what the memory holds of the lines; where they are not known yet, a Coverage of the memory's own entries,
    or None where it has none in the language. A memory alone is enough to begin: lines it lacks will fail one by one,
    and are listed.
    """
    name = LANGUAGES[target].name
    able = next((translator for translator in translators if translator.can(source, target)), None)
    found = (held.exact + held.near) if held else 0
    if able is not None:
        quality = able.quality(source, target)
        draft = "; these are drafts for a person to read" if quality == "draft" else ""
        message = f"{name}: {_share(held)}by {able.identity}{draft}"
        return Verdict(language=target, can=True, by=able.identity, quality=quality, message=message)
    if held and found:
        rest = f"; {held.missing} lines have no translation and will be listed" if held.missing else ""
        return Verdict(
            language=target, can=True, message=f"{name}: {found} of {held.lines} lines from the memory{rest}"
        )
    message = f"nobody here can translate {LANGUAGES[source].name} into {name} ({target})"
    return Verdict(language=target, can=False, message=message, ways=_WAYS)


def _share(held: Coverage | None) -> str:
    if held is None or not held.lines:
        return ""
    return f"{held.exact + held.near} of {held.lines} lines from the memory, the rest "


def forecast(lines: Sequence[Line], language: str, price: Price | None = None) -> Forecast:
    """What an endpoint takes for `lines`, those the memory lacks; `price` is the usual one where none is given."""
    price = price or usual_price()
    tokens_in, tokens_out = estimate_tokens(lines, language)
    money = (tokens_in * price.input + tokens_out * price.output) / 1e6
    return Forecast(
        language=language,
        lines=len(lines),
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        money=round(money, 4),
        price=price,
    )


def estimate_tokens(lines: Sequence[Line], language: str) -> tuple[int, int]:
    """Tokens sent and received for `lines`. Each is sent twice, as what to translate and as context; see costs.toml."""
    if not lines:
        return 0, 0
    table = _costs()
    source_bytes = sum(len(line.text.encode()) for line in lines)
    text = source_bytes / table["bytes_per_token"]
    scenes = len(lines) / table["lines_per_scene"]
    sent = table["prompt_tokens"] * max(1.0, scenes) + 2 * text + table["line_tokens_in"] * len(lines)
    said = text * table["expansion"].get(language, 2.0) * table["candidates"]
    received = said + table["line_tokens_out"] * len(lines)
    return round(sent * table["again"]), round(received * table["again"])


def usual_price() -> Price:
    """The table's price, for where the settings name none."""
    return Price.model_validate(_costs()["price"])


@functools.cache
def _costs() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "costs.toml").read_text("utf-8"))
