"""Answers recorded earlier, by the key of their call: no network, no model, the same answer every time.

A recording is a file of JSON lines: {"key", "prompt", "subject", "answer"}. The key is that of the whole call, so a
prompt that was edited finds nothing and says so. `rekeyed` gives the answers the keys of today's calls.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dramaport.ai.chat import Completion
from dramaport.ai.write.money import FREE
from dramaport.ai.write.values import Call, Said, WriterRefused
from dramaport.errors import BadInput


class Recording(BaseModel):
    """One recorded answer: `prompt` is the prompt's id without version and language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    prompt: str
    subject: str
    answer: dict[str, Any]


class RecordedModel:
    """Answers from a file of recordings, and from nowhere else."""

    def __init__(self, file: Path) -> None:
        recordings = load_recordings(file)
        self._file = file
        self._by_key = {recording.key: recording for recording in recordings}
        said = sorted(f"{recording.key}:{_spelled(recording)}" for recording in recordings)
        self.identity = f"recorded:{hashlib.sha256(''.join(said).encode()).hexdigest()[:12]}"

    def say(self, call: Call) -> Said:
        """The recorded answer. Raises WriterRefused where there is none for this very call."""
        recording = self._by_key.get(call.key)
        if recording is None:
            raise WriterRefused(
                f"{self._file.name} holds no answer to {call.prompt} {call.subject} as it is asked now: the text, the plan or "
                "the prompt is another one; unset DRAMAPORT_WRITE_ANSWERS to ask a model"
            )
        said = Completion(_spelled(recording), 0, 0)
        return Said(said, FREE.of(said), fresh=False)


class RekeyingModel:
    """Answers by prompt and subject whatever the call says, and notes the key each answer has today."""

    def __init__(self, recordings: Iterable[Recording]) -> None:
        self._left = {(recording.prompt, recording.subject): recording for recording in recordings}
        self.recordings: list[Recording] = []
        self.identity = "rekeying"

    def say(self, call: Call) -> Said:
        """The answer. Raises WriterRefused where nobody has written one, or it was refused and is asked for again."""
        prompt = call.prompt.partition("/")[0]
        recording = self._left.pop((prompt, call.subject), None)
        if recording is None:
            last = call.messages[-1].content[-400:]
            raise WriterRefused(f"there is no (other) answer to {prompt} {call.subject}: {last}")
        self.recordings.append(recording.model_copy(update={"key": call.key}))
        said = Completion(_spelled(recording), 0, 0)
        return Said(said, FREE.of(said), fresh=False)


def load_recordings(file: Path) -> tuple[Recording, ...]:
    """The recordings of a file. Raises BadInput naming the line that is none."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read as recorded answers; check DRAMAPORT_WRITE_ANSWERS") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(Recording.model_validate_json(line))
        except ValidationError as error:
            raise BadInput(f"{file}:{number} is no recorded answer: {error.errors()[0]['msg']}") from error
    return tuple(found)


def save_recordings(file: Path, recordings: Iterable[Recording]) -> None:
    """Write them, one a line, in the order they were asked for."""
    lines = [json.dumps(recording.model_dump(mode="json"), ensure_ascii=False) for recording in recordings]
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _spelled(recording: Recording) -> str:
    return json.dumps(recording.answer, ensure_ascii=False)
