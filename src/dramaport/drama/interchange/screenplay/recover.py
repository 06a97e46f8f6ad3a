"""Elements as a script again, from our own files and from other programs'.

Nothing is dropped in silence: what a drama has no place for comes back in `Recovered.left`, people it did not know in
`Recovered.added`. An edited page wins over what its notes remember: another name on a line is another speaker.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from dramaport.drama.interchange.screenplay import meta
from dramaport.drama.interchange.screenplay.beats import Item, Speaking, beat_of, slug
from dramaport.drama.interchange.screenplay.compose import EPISODE_NOTES
from dramaport.drama.interchange.screenplay.elements import Element, Kind, Paper
from dramaport.drama.interchange.screenplay.headings import heading, read_heading
from dramaport.drama.screenplay.values import (
    Beat,
    Episode,
    HookKind,
    Place,
    Role,
    Scene,
    Screenplay,
    SoundBeat,
    TimeOfDay,
)
from dramaport.drama.values import Age, Gender, Value
from dramaport.errors import BadInput

_EPISODE: Final = re.compile(r"(E\d{2,3})(?:[.:：、]?\s+(.*))?\Z", re.DOTALL)
_UNTITLED: Final = "Untitled"


class Recovered(Value):
    """A script, the names of people that were not known before, and what a drama has no place for."""

    play: Screenplay
    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def recover(paper: Paper, name: str, base: Screenplay | None = None) -> Recovered:
    """The script on a paper. `base` is the drama it belongs to, whose people, places and ids it keeps; `name` names the file
    in errors. Raises BadInput: nothing in it, or data that is none.
    """
    known = _drama(paper, name, base)
    remembered = (meta.read(element.text) for element in paper.elements if element.kind is Kind.NOTE)
    reader = _Reader(known, base, frozenset(fields.get("id", "") for fields in remembered if fields))
    for item in _items(paper.elements):
        reader.take(item)
    episodes = reader.finished()
    if not episodes:
        raise BadInput(f"{name} holds no scene with a line or an action; export it again as a screenplay")
    play = known.model_copy(
        update={
            "characters": tuple(reader.speaking.roles.values()),
            "places": tuple(reader.places.values()),
            "episodes": _with_sources(episodes, paper, name),
        }
    )
    return Recovered(play=play, added=tuple(reader.speaking.added), left=(*paper.dropped, *reader.left))


def _drama(paper: Paper, name: str, base: Screenplay | None) -> Screenplay:
    """The drama without episodes: from the paper's own data, else the base, else its title page."""
    told = _told(paper, name)
    told.pop("episodes", None)
    title = dict(paper.title)
    if told:
        try:
            page = {key.lower(): value for key, value in paper.title if key in ("Title", "Logline")}
            return Screenplay.model_validate(told | page)
        except ValidationError as error:
            first = error.errors()[0]
            raise BadInput(
                f"{name}: its data: {'.'.join(map(str, first['loc']))}: {first['msg']}; export it again"
            ) from error
    if base is not None:
        return base.model_copy(update={"episodes": {}})
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for e in paper.elements for letter in e.text) else "en"
    nobody = Role(id="nobody", name="nobody", gender=Gender.FEMALE, age=Age.ADULT)
    return Screenplay(
        title=title.get("Title", _UNTITLED), source=language, logline=title.get("Logline", ""), characters=(nobody,)
    )


def _told(paper: Paper, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(paper.data)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(
            f"{name}: the data at its end was changed ({error}); export it again, or delete that part"
        ) from error


def _with_sources(episodes: dict[str, Episode], paper: Paper, name: str) -> dict[str, Episode]:
    """The episodes with their stretch of the novel and their culture notes."""
    told = _told(paper, name).get("episodes", {})
    return {
        code: Episode.model_validate(episode.model_dump() | told[code]) if code in told else episode
        for code, episode in episodes.items()
    }


def _items(elements: Sequence[Element]) -> Iterator[Item]:
    """Elements with the notes behind them; a character with what is said."""
    head: list[Element] = []
    notes: list[str] = []
    for element in elements:
        if element.kind is Kind.NOTE:
            notes.append(element.text)
            continue
        if head and not _continues(head, element, bool(notes)):
            yield Item.of(head, notes)
            head, notes = [], []
        if head and element.kind is Kind.PARENTHETICAL and head[-1].kind is Kind.DIALOGUE:
            yield Item.of(head, notes)
            head, notes = [head[0].model_copy(update={"dual": False})], []
        head.append(element)
    if head:
        yield Item.of(head, notes)


def _continues(head: Sequence[Element], element: Element, noted: bool) -> bool:
    spoken = (Kind.PARENTHETICAL, Kind.DIALOGUE, Kind.LYRICS)
    return head[0].kind is Kind.CHARACTER and element.kind in spoken and not noted


@dataclass
class _Reader:
    """Takes items in order and builds episodes of them."""

    known: Screenplay
    base: Screenplay | None
    ids: frozenset[str]  # of beats, that the paper remembers
    left: list[str] = field(default_factory=list)
    episodes: dict[str, Episode] = field(default_factory=dict)

    def __post_init__(self) -> None:
        nobody = self.known.characters[0].id == "nobody"
        self.speaking = Speaking({} if nobody else {role.id: role for role in self.known.characters}, self.known.source)
        self.places = {place.id: place for place in self.known.places}
        self._listed = bool(self.places)
        self._used: set[str] = set()
        self._code, self._told = "", dict[str, str]()
        self._scenes: list[Scene] = []
        self._scene: dict[str, Any] | None = None
        self._beats: list[Beat] = []
        self._notes: list[str] = []

    def take(self, item: Item) -> None:
        match item.kind:
            case Kind.SECTION if item.number in ("", "1"):
                self._begin_episode(item)
            case Kind.SYNOPSIS:
                told = self._told if self._scene is None else self._scene
                told["synopsis"] = " ".join(filter(None, (told.get("synopsis"), item.text)))
                self._remember(item)
            case Kind.HEADING:
                self._begin_scene(item)
            case Kind.TRANSITION if self._scene is not None and self._beats:
                self._scene["transition"] = item.text
                self._notes += item.people
                self._end_scene()
            case Kind.BREAK:
                self._notes += item.people
            case Kind.SECTION | Kind.TRANSITION:
                self._notes += [item.text, *item.people]
            case _:
                self._add(item)

    def finished(self) -> dict[str, Episode]:
        self._end_episode()
        self.left += [f"note: {note}" for note in self._notes]
        return self.episodes

    def _begin_episode(self, item: Item) -> None:
        self._end_episode()
        found = _EPISODE.match(item.text)
        free = next(f"E{n:02}" for n in range(1, 1000) if f"E{n:02}" not in self.episodes)
        code = found[1] if found and found[1] not in self.episodes else free
        self._open(code, (found[2] or "").strip() if found else item.text)
        self._remember(item)

    def _remember(self, item: Item) -> None:
        self._told |= {key: item.meta[key] for key in EPISODE_NOTES if _readable(key, item.meta.get(key, ""))}
        self._notes += item.people

    def _open(self, code: str, title: str) -> None:
        self._code, self._told = code, {"title": title}
        self._used = _ids(self.base.episodes[code]) if self.base and code in self.base.episodes else set()
        self._given: set[str] = set()

    def _begin_scene(self, item: Item) -> None:
        self._end_scene()
        if not self._code:
            self._open("E01", "")
        said = read_heading(item.text)
        remembered = item.meta.get("place", "")
        place = remembered if self._same(remembered, item.text) else self._place(said.place)
        self._scene = {
            "id": item.meta.get("scene", ""), "number": re.sub(r"[^\w.-]", "", item.number), "place": place,
            "setting": said.setting, "time": said.time or TimeOfDay.DAY,
            "weather": item.meta.get("weather", "clear"), "extras": _people(item.meta.get("extras", ""), self.speaking),
        }  # fmt: skip
        if not item.number:
            del self._scene["number"]
        self._notes += item.people

    def _same(self, place: str, text: str) -> bool:
        """Whether the heading still names the place its note remembers."""
        if not place:
            return False
        said = read_heading(text)
        name = self.places[place].name if place in self.places else place
        again = read_heading(heading(said.setting, name, said.time or TimeOfDay.DAY, self.known.source))
        return again.place == said.place

    def _place(self, name: str) -> str:
        name = name if any(letter.isalnum() for letter in name) else "somewhere"
        for place in self.places.values():
            if place.name == name:
                return place.id
        made = slug(name, self.places)
        self.places[made] = Place(id=made, name=name)
        return made

    def _add(self, item: Item) -> None:
        if self._scene is None:
            self._begin_scene(Item.of([Element(kind=Kind.HEADING, text="")], []))
        beats, left = beat_of(item, self.speaking)
        self.left += left
        for beat in beats:
            notes = " ".join([*self._notes, *([beat.note] if beat.note else [])])
            self._notes = []
            self._beats.append(self._with_id(beat.model_copy(update={"note": notes})))

    def _with_id(self, beat: Beat) -> Beat:
        if isinstance(beat, SoundBeat):
            return beat
        wanted = beat.id if re.fullmatch(rf"{self._code}\.[\w.-]+", beat.id) and beat.id not in self._given else ""
        made = wanted or next(
            name
            for n in range(1, 10_000)
            if (name := f"{self._code}.{n:03}") not in self._used | self._given | self.ids
        )
        self._given.add(made)
        return beat.model_copy(update={"id": made})

    def _end_scene(self) -> None:
        if self._scene is not None and self._beats:
            ids = {scene.id for scene in self._scenes}
            told = str(self._scene["id"])
            free = next(f"{self._code}.S{n}" for n in range(1, 1000) if f"{self._code}.S{n}" not in ids)
            self._scene["id"] = told if told.startswith(f"{self._code}.") and told not in ids else free
            self._scenes.append(Scene.model_validate(self._scene | {"beats": tuple(self._beats)}))
        elif self._scene is not None and (synopsis := self._scene.get("synopsis")):
            self.left.append(f"a scene of which only a synopsis is written: {synopsis}")
        self._scene, self._beats = None, []

    def _end_episode(self) -> None:
        self._end_scene()
        if self._scenes:
            self.episodes[self._code] = Episode.model_validate({**self._told, "scenes": tuple(self._scenes)})
        elif self._told.get("title"):
            self.left.append(f"an episode without scenes: {self._told['title']}")
        self._scenes, self._code, self._told = [], "", {}


def _ids(episode: Episode) -> set[str]:
    return {beat.id for beat in episode.beats if not isinstance(beat, SoundBeat)}


def _readable(key: str, value: str) -> bool:
    return value in set(HookKind) if key.endswith("_kind") else bool(value)


def _people(told: str, speaking: Speaking) -> tuple[str, ...]:
    return tuple(name for name in told.split(",") if name in speaking.roles)
