"""Made-up screenplays for property tests: everything a script can hold, in any combination."""

from __future__ import annotations

from hypothesis import strategies as st

from dramaport.drama.screenplay import Episode, Scene, Screenplay
from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Beat,
    Channel,
    CultureNote,
    Delivery,
    Emotion,
    HookKind,
    Label,
    LineBeat,
    Place,
    Pose,
    Role,
    ScreenBeat,
    Setting,
    SoundBeat,
    SourceSpan,
    Style,
    Thread,
    ThreadKind,
    TimeOfDay,
    Weather,
)
from dramaport.drama.values import Age, Gender

CAST = (
    Role(id="an", name="安", gender=Gender.FEMALE, age=Age.YOUNG, voice="zf_xiaoxiao"),
    Role(id="bo", name="伯", gender=Gender.MALE, age=Age.ELDER),
)
PLACES = (Place(id="pier", name="渡口", set="night_river"), Place(id="house", name="船屋"))
THREADS = (Thread(id="bell", kind=ThreadKind.QUESTION, text="谁的铃？", due="E02"),)


def _worded(text: str) -> str:
    """A text with at least one word in it, on one line."""
    text = text.replace("\t", " ").strip()
    return text if any(letter.isalnum() for letter in text) else f"{text}铃"


_words = st.text("安伯渡口铃，。？！“”\"'\\[]()*_<>~@^.:/#=\tabcTO ", min_size=0, max_size=12).map(_worded)
_told = {
    "labels": st.lists(st.sampled_from(Label), max_size=2, unique=True).map(tuple),
    "opens": st.sampled_from([(), ("bell",)]),
    "closes": st.sampled_from([(), ("bell",)]),
    "note": st.one_of(st.just(""), _words),
}
_beats = st.one_of(
    st.builds(
        LineBeat, kind=st.just("line"), id=st.just(""), character=st.sampled_from(["an", "bo"]), text=_words,
        delivery=st.sampled_from(Delivery), emotion=st.sampled_from(Emotion), manner=st.one_of(st.just(""), _words),
        channel=st.sampled_from(Channel), caption=st.booleans(), pause=st.sampled_from([0.0, 0.3, 2.5]), **_told,
    ),
    st.builds(
        ActionBeat, kind=st.just("action"), id=st.just(""), text=_words, seconds=st.sampled_from([0.5, 2.0, 7.25]),
        acting=st.lists(st.builds(Acting, character=st.sampled_from(["an", "bo"]), pose=st.sampled_from(Pose)), max_size=2)
        .map(tuple), **_told,
    ),
    st.builds(
        ScreenBeat, kind=st.just("screen"), id=st.just(""), style=st.sampled_from(Style), text=_words,
        seconds=st.sampled_from([0.5, 3.0]), **_told,
    ),
    st.builds(SoundBeat, kind=st.just("sound"), effect=st.sampled_from(["door", "thunder"]), **_told),
)  # fmt: skip


@st.composite
def episodes(draw: st.DrawFn) -> Episode:
    number = 0

    def with_id(beat: Beat) -> Beat:
        nonlocal number
        number += 1
        return beat if isinstance(beat, SoundBeat) else beat.model_copy(update={"id": f"E01.{number:03}"})

    first = LineBeat(kind="line", id="E01.000", character="an", text="谁在那儿？")
    scenes = []
    for at in range(draw(st.integers(1, 3))):
        beats = [with_id(beat) for beat in draw(st.lists(_beats, min_size=1, max_size=5))]
        scenes.append(
            Scene(
                id=f"E01.S{at + 1}",
                place=draw(st.sampled_from(["pier", "house"])),
                setting=draw(st.sampled_from(Setting)),
                time=draw(st.sampled_from(TimeOfDay)),
                number=draw(st.sampled_from(["", "1-2", "12A"])),
                weather=draw(st.sampled_from(Weather)),
                synopsis=draw(st.one_of(st.just(""), _words)),
                extras=draw(st.sampled_from([(), ("bo",)])),
                transition=draw(st.sampled_from(["", "淡出", "FADE OUT TO:", "a <"])),
                beats=(first, *beats) if at == 0 else tuple(beats),
            )
        )
    span = SourceSpan(text="0" * 64, start=0, end=9, last_words="铃响了")
    note = CultureNote(beat="E01.000", term="渡口", texts={"en": 'A landing */ "here"'})
    return Episode(
        title=draw(_words),
        synopsis=draw(st.one_of(st.just(""), _words)),
        hook=draw(st.one_of(st.just(""), _words)),
        cliffhanger=draw(_words),
        hook_kind=draw(st.sampled_from([None, HookKind.SECRET])),
        cliffhanger_kind=draw(st.sampled_from([None, HookKind.ARRIVAL])),
        scenes=tuple(scenes),
        source=draw(st.sampled_from([None, span])),
        notes=draw(st.sampled_from([(), (note,)])),
    )


def screenplays() -> st.SearchStrategy[Screenplay]:
    """One-episode dramas with all of it."""
    return episodes().map(
        lambda episode: Screenplay(
            title="灯", source="zh", characters=CAST, places=PLACES, threads=THREADS, episodes={"E01": episode}
        )
    )
