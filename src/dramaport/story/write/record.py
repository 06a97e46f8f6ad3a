"""What we wrote, and so may write again: `written.json` in the workshop holds the digests of each file as it left us.

A file that has another digest was changed by a person, and is theirs from then on; so is one that we never wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.workshop import write_value


class Owner(StrEnum):
    """Whose an episode is."""

    NOBODY = "nobody"  # it is not written yet
    WRITER = "writer"  # a draft of ours
    PERSON = "person"  # somebody wrote or changed the file
    ACCEPTED = "accepted"  # somebody accepted it


class Draft(Value):
    """One episode as we wrote it last. `request` names all it was made from; `findings` are the gates' words on it.

    `digests` are those of its file, the newest first. The one before stays: a kill may come between this record and the file.
    """

    digests: tuple[str, ...] = Field(min_length=1, max_length=2)
    request: str
    prompts: Mapping[str, str]  # name → digest
    by: str
    answers: int = Field(ge=1)
    findings: tuple[str, ...] = ()


class Drafts(Value):
    """All of them, by episode."""

    episodes: dict[str, Draft] = Field(default_factory=dict)


def load_drafts(folder: Path) -> Drafts:
    """What we wrote in a story's folder. Raises BadInput for a record that cannot be read."""
    file = folder / "written.json"
    if not file.exists():
        return Drafts()
    try:
        return Drafts.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise BadInput(
            f"{folder.name}/written.json is damaged; delete it, and every written episode counts as a person's"
        ) from error


def save_draft(folder: Path, id: str, draft: Draft) -> None:
    """Note a draft; its file is written after it."""
    drafts = load_drafts(folder)
    old = drafts.episodes.get(id)
    if old is not None:
        draft = draft.model_copy(update={"digests": (*draft.digests, *old.digests[:1])})
    write_value(folder / "written.json", drafts.model_copy(update={"episodes": {**drafts.episodes, id: draft}}))


def owner(folder: Path, id: str, drafts: Drafts, accepted: bool) -> Owner:
    """Whose an episode is now."""
    if accepted:
        return Owner.ACCEPTED
    file = episode_file(folder, id)
    if not file.exists():
        return Owner.NOBODY
    draft = drafts.episodes.get(id)
    ours = draft is not None and digest_of_file(file) in draft.digests
    return Owner.WRITER if ours else Owner.PERSON


def episode_file(folder: Path, id: str) -> Path:
    return folder / "script" / f"{id}.toml"


def digest_of_file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
