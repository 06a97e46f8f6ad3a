"""What the jobs of a season pass to each other. Small values and artifact names, never bytes."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from dramaport.ai.abilities import Heard
from dramaport.build.engine import Engine
from dramaport.build.store import Artifact
from dramaport.drama.decisions import Decision
from dramaport.drama.values import Bible, Line, Span, Translation, Value
from dramaport.localize.cast.values import Casting, LineVector
from dramaport.localize.check.streams import StreamFacts
from dramaport.localize.check.values import Issue
from dramaport.localize.cover import CoverPlan
from dramaport.localize.mix.values import MixReport
from dramaport.localize.package.manifest import Storyboard
from dramaport.localize.package.renditions import AudioTrack, Ladder
from dramaport.localize.read.values import Captions
from dramaport.localize.speak.values import Spoken
from dramaport.localize.subtitle.polish import Polished


class Trouble(Value):
    """A step that failed, and why."""

    job: str
    slot: str
    step: str
    reason: str


class Todo(Value):
    """In a dry run: a step that would run, and why."""

    job: str
    slot: str
    step: str
    reasons: tuple[str, ...]


class Account(Value):
    """What a job has to say beside its result."""

    troubles: tuple[Trouble, ...] = ()
    todos: tuple[Todo, ...] = ()

    @classmethod
    def of(cls, engine: Engine) -> Account:
        return cls(
            troubles=tuple(
                Trouble(job=engine.ledger, slot=f.slot, step=f.step, reason=f.reason) for f in engine.failures
            ),
            todos=tuple(Todo(job=engine.ledger, slot=s.slot, step=s.step, reasons=s.reasons) for s in engine.stale),
        )


def accounts(results: Iterable[object]) -> Account:
    """All jobs' accounts together."""
    each = [account for result in results if isinstance(account := getattr(result, "account", None), Account)]
    return Account(
        troubles=tuple(trouble for account in each for trouble in account.troubles),
        todos=tuple(todo for account in each for todo in account.todos),
    )


class Facts(Value):
    """What an episode's file is: the upright picture's size, its length in ms, frames a second as a fraction."""

    width: int
    height: int
    duration: int
    rate: tuple[int, int]
    sound: bool


class HeardLines(Value):
    """What the recogniser heard, and where somebody speaks."""

    heard: tuple[Heard, ...]
    speech: tuple[Span, ...]


class Stems(Value):
    """The original's sound in two parts that add up to it, stereo at 48 kHz: without the lines' speech, and that speech."""

    sound: Artifact
    speech: Artifact
    unclaimed: tuple[Span, ...] = ()


class Sound(Value):
    """What an episode's file is and what is said in it."""

    facts: Facts | None = None
    heard: HeardLines | None = None
    account: Account = Account()


class Read(Value):
    """What stands in the picture."""

    captions: Captions

    @property
    def cuts(self) -> tuple[int, ...]:
        """Where the shots change, in ms."""
        return self.captions.cuts


class Pictures(Value):
    """One episode's picture, read."""

    read: Read | None = None
    account: Account = Account()


class Lines(Value):
    lines: tuple[Line, ...]


class Vectors(Value):
    vectors: tuple[LineVector, ...]


class Source(Value):
    """One episode's lines as the machines found them, and the voice of each."""

    code: str
    lines: tuple[Line, ...] = ()
    vectors: tuple[LineVector, ...] = ()
    complete: bool = False
    account: Account = Account()


class Season(Value):
    """What holds for all episodes: every line as people want it, who says it, and the bible."""

    lines: tuple[Line, ...]
    casting: Casting
    bible: Bible
    incomplete: tuple[str, ...] = ()  # episodes whose source pass is not done
    lost: tuple[Decision, ...] = ()
    account: Account = Account()

    def of(self, episode: str) -> tuple[Line, ...]:
        """The lines of one episode, in order of time."""
        return tuple(line for line in self.lines if line.episode == episode)


class BedResult(Value):
    stems: Stems | None = None
    account: Account = Account()


class PictureSet(Value):
    """The covered picture, once for all languages.

    `video` holds every rung as CMAF; `whole` and `preview` are the largest and a middle rung as plain MP4, for files with
    burned subtitles and for looking at.
    """

    ladder: Ladder
    video: Artifact
    whole: Artifact
    preview: Artifact
    poster: Artifact
    storyboard: Storyboard
    sheet: Artifact
    plan: CoverPlan


class LadderResult(Value):
    """The episode's picture, and how each of its renditions plays, smallest first."""

    pictures: PictureSet | None = None
    streams: tuple[StreamFacts, ...] = ()
    account: Account = Account()


class SpokenClip(Value):
    """One dubbed line and its sound (mono WAV, 24 kHz)."""

    spoken: Spoken
    clip: Artifact


class MixedSound(Value):
    """A language's finished sound: AAC as CMAF with its playlist, what was measured on it, and how it plays."""

    track: AudioTrack
    audio: Artifact
    report: MixReport
    stream: StreamFacts


class OriginalResult(Value):
    """The original's own sound at the dubs' loudness, and its words as subtitles; None where there is no sound."""

    mixed: MixedSound | None = None
    subtitles: Polished | None = None
    account: Account = Account()


class Release(Value):
    """One episode in one language: everything a release and its report need."""

    episode: str
    language: str
    translations: dict[str, Translation] = Field(default_factory=dict)
    failed: dict[str, str] = Field(default_factory=dict)  # line id → why it has no translation
    spoken: dict[str, Spoken] = Field(default_factory=dict)
    voices: dict[str, str] = Field(default_factory=dict)  # character → voice
    subtitles: Polished | None = None
    mixed: MixedSound | None = None
    issues: tuple[Issue, ...] = ()
    account: Account = Account()

    @property
    def complete(self) -> bool:
        return self.mixed is not None and self.subtitles is not None and not self.failed
