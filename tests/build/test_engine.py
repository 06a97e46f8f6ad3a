"""The build runs only what is stale, keeps failures apart, and says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from dramaport.build.digest import canonical, digest_of
from dramaport.build.engine import Done, Engine, Failed, Stale
from dramaport.build.step import Step, Work, step
from dramaport.build.store import Artifact, Damaged, Store
from dramaport.errors import DramaportError


class Text(BaseModel):
    text: str


class Kept(BaseModel):
    file: Artifact


class Counter:
    """A step that counts how often it really runs."""

    def __init__(self, version: int = 1) -> None:
        self.calls: list[str] = []
        self.step: Step[Text] = step("shout", version, Text)(self._run)

    def _run(self, work: Work, *, text: str) -> Text:
        self.calls.append(text)
        if text == "bad":
            raise DramaportError("bad text; give another")
        return Text(text=text.upper())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "store"), tmp_path / "cache")


def engine(store: Store, tmp_path: Path, dry: bool = False) -> Engine:
    return Engine(store, tmp_path / "work", "drama/job", dry=dry)


def test_equal_inputs_run_once(store: Store, tmp_path: Path) -> None:
    counter = Counter()
    first = engine(store, tmp_path).run(counter.step, "line", text="hello")
    second = engine(store, tmp_path).run(counter.step, "line", text="hello")
    assert isinstance(first, Done) and isinstance(second, Done)
    assert (first.value, second.value) == (Text(text="HELLO"), Text(text="HELLO"))
    assert (first.fresh, second.fresh) == (True, False)
    assert counter.calls == ["hello"]


def test_another_input_or_version_runs_again(store: Store, tmp_path: Path) -> None:
    old, new = Counter(version=1), Counter(version=2)
    run = engine(store, tmp_path)
    run.run(old.step, "line", text="a")
    run.run(old.step, "line", text="b")
    run.run(new.step, "line", text="a")
    assert old.calls == ["a", "b"]
    assert new.calls == ["a"]


def test_a_failure_is_a_result_with_its_reason_and_is_tried_again(store: Store, tmp_path: Path) -> None:
    counter = Counter()
    run = engine(store, tmp_path)
    assert run.run(counter.step, "line", text="bad") == Failed("line", "shout", "bad text; give another")
    assert run.failures == [Failed("line", "shout", "bad text; give another")]
    run.run(counter.step, "line", text="bad")
    assert counter.calls == ["bad", "bad"]


def test_a_dry_run_runs_nothing_and_names_what_changed(store: Store, tmp_path: Path) -> None:
    counter = Counter()
    run = engine(store, tmp_path)
    run.run(counter.step, "line", text="old words")
    run.close()
    dry = engine(store, tmp_path, dry=True)
    assert dry.run(counter.step, "line", text="new words") == Stale("line", "shout", ("text: old words → new words",))
    assert dry.run(counter.step, "other", text="x") == Stale("other", "shout", ("never made",))
    assert counter.calls == ["old words"]


def test_a_batch_asks_only_for_what_is_stale_and_keeps_each_result(store: Store, tmp_path: Path) -> None:
    counter = Counter()
    asked: list[list[str]] = []

    def together(work: Work, slots: Sequence[str]) -> Iterator[tuple[str, Text | DramaportError]]:
        asked.append(list(slots))
        for slot in slots:
            if slot == "c":
                yield slot, DramaportError("refused")
            elif slot != "d":
                yield slot, Text(text=slot * 2)

    items = {slot: {"text": slot} for slot in "abcd"}
    run = engine(store, tmp_path)
    run.batch(counter.step, {"a": items["a"]}, together)
    outcomes = run.batch(counter.step, items, together)
    assert asked == [["a"], ["b", "c", "d"]]
    assert list(outcomes) == list("abcd")
    assert outcomes["c"] == Failed("c", "shout", "refused")
    assert outcomes["d"] == Failed("d", "shout", "no answer came for it")


def test_a_missing_artifact_makes_its_step_run_again(store: Store, tmp_path: Path) -> None:
    runs: list[int] = []

    def write(work: Work, *, text: str) -> Kept:
        runs.append(1)
        path = work.folder / "out.txt"
        path.write_text(text)
        return Kept(file=work.keep(path))

    writing = step("write", 1, Kept)(write)
    first = engine(store, tmp_path).run(writing, "file", text="words")
    assert isinstance(first, Done)
    store.forget(first.value.file)
    engine(store, tmp_path).run(writing, "file", text="words")
    assert len(runs) == 2


def test_damaged_bytes_are_found_by_digest_and_forgotten(store: Store, tmp_path: Path) -> None:
    artifact = store.put_bytes(b"the right bytes", ".bin")
    path = store.open(artifact)
    fresh = Store(store.url, tmp_path / "cache")
    path.chmod(0o644)
    path.write_bytes(b"the wrong bytes")
    with pytest.raises(Damaged):
        fresh.open(artifact)
    assert not fresh.has(artifact)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_a_key_does_not_depend_on_the_order_of_fields(value: dict[str, object]) -> None:
    assert digest_of(value) == digest_of(dict(reversed(value.items())))


@given(json_values, json_values)
def test_different_values_have_different_canonical_forms(one: object, other: object) -> None:
    same_type_and_value = canonical(one) == canonical(other)
    assert same_type_and_value == (repr_key(one) == repr_key(other))


def repr_key(value: object) -> object:
    """Equality that tells 1 from 1.0 and True, as JSON does."""
    if isinstance(value, dict):
        return ("dict", tuple(sorted((key, repr_key(item)) for key, item in value.items())).__repr__())
    if isinstance(value, list):
        return ("list", tuple(repr_key(item) for item in value).__repr__())
    return (type(value).__name__, repr(value))
