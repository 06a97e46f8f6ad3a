"""Recorded answers: found by the whole call, refused in words where it changed, and given today's keys on request."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from dramaport.ai.write import Request, WriterRefused
from dramaport.ai.write.asking import AskingWriter, first_call
from dramaport.ai.write.providers import open_desk
from dramaport.ai.write.recorded import RecordedModel, Recording, RekeyingModel, load_recordings, save_recordings
from dramaport.ai.write.values import Message
from dramaport.errors import BadInput
from dramaport.settings import Settings


class Title(BaseModel):
    title: str


def request(text: str) -> Request[Title]:
    return Request("name-it/1.zh", (Message("user", text),), Title, "E07")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    key = first_call(request("a title")).key
    save_recordings(path, [Recording(key=key, prompt="name-it", subject="E07", answer={"title": "夜渡"})])
    return path


def test_the_recorded_answer_comes_for_the_very_call_and_costs_nothing(file: Path) -> None:
    written = AskingWriter(RecordedModel(file)).write(request("a title"))
    assert written.value.title == "夜渡"
    assert written.used.money == 0


def test_another_wording_finds_nothing_and_says_what_to_do(file: Path) -> None:
    with pytest.raises(
        WriterRefused, match=r"answers.jsonl holds no answer to name-it/1.zh E07 .* DRAMAPORT_WRITE_ANSWERS"
    ):
        AskingWriter(RecordedModel(file)).write(request("a better title"))


def test_a_changed_call_is_given_its_answer_and_its_new_key(file: Path) -> None:
    rekeying = RekeyingModel(load_recordings(file))
    AskingWriter(rekeying).write(request("a better title"))
    save_recordings(file, rekeying.recordings)
    assert AskingWriter(RecordedModel(file)).write(request("a better title")).value.title == "夜渡"
    with pytest.raises(WriterRefused):
        AskingWriter(RecordedModel(file)).write(request("a title"))


def test_an_answer_that_no_longer_passes_is_not_recorded_twice(file: Path) -> None:
    rekeying = RekeyingModel(load_recordings(file))
    strict = Request("name-it/1.zh", (Message("user", "a title"),), Title, "E07", check=lambda _: ("too short",))
    with pytest.raises(WriterRefused, match="too short"):
        AskingWriter(rekeying).write(strict)


def test_the_identity_is_that_of_the_answers(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    (recording,) = load_recordings(file)
    save_recordings(other, [recording.model_copy(update={"answer": {"title": "天亮"}})])
    assert RecordedModel(file).identity != RecordedModel(other).identity
    assert RecordedModel(file).identity.startswith("recorded:")


def test_a_line_that_is_no_recording_is_named(file: Path, tmp_path: Path) -> None:
    file.write_text(file.read_text("utf-8") + '{"key": 1}\n', "utf-8")
    with pytest.raises(BadInput, match=r"answers\.jsonl:2"):
        RecordedModel(file)
    with pytest.raises(BadInput, match="DRAMAPORT_WRITE_ANSWERS"):
        RecordedModel(tmp_path / "none.jsonl")


def test_settings_that_name_a_recording_ask_nobody_else(file: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, write_answers=file, write_url="http://127.0.0.1:9/v1", write_model="m")
    desk = open_desk(settings, tmp_path / "spending.jsonl")
    assert desk.writer.write(request("a title")).value.title == "夜渡"
    assert not (tmp_path / "spending.jsonl").exists()
