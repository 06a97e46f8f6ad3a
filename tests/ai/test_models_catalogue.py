"""The catalogue: what it lists, how a model is named, and what a user's own catalogue may say."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dramaport.ai import models
from dramaport.ai.models.listing import OWN_CATALOGUE, read
from dramaport.ai.models.values import File, Model, Place, Source
from dramaport.errors import BadInput, Missing

FONTS = {"noto-sans", "noto-sans-sc", "noto-sans-jp", "noto-sans-kr"}
FONTS |= {"noto-sans-thai", "noto-sans-arabic", "noto-sans-devanagari"}
SPEECH = {"whisper-base", "kokoro-82m", "kokoro-voices", "speaker-embedder", "deepfilternet3", "silero-vad"}
TEXT = {"sentence-encoder", "qwen2.5-coder-1.5b", "pp-ocr"}

OWN = """
[[models]]
name = "whisper-base"
purpose = "Speech to text"
upstream = "https://models.example/whisper"
licence = "MIT"
files = [{ path = "model.bin", size = 3, sha256 = "%s" }]

[[models.places]]
files."*" = "https://models.example/whisper/{path}"
"""

digests = st.binary(min_size=1).map(lambda content: hashlib.sha256(content).hexdigest())
paths = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9]{1,8})?\.bin", fullmatch=True)


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(OWN_CATALOGUE, raising=False)


def listing(**changes: object) -> dict[str, object]:
    entry: dict[str, object] = {
        "name": "tiny",
        "purpose": "to test",
        "upstream": "https://models.example/tiny",
        "licence": "MIT",
        "files": [{"path": "a.bin", "size": 1, "sha256": "0" * 64}],
    }
    return {**entry, **changes}


def model_of(files: list[tuple[str, str]], name: str = "tiny") -> Model:
    entries = [{"path": path, "size": 1, "sha256": digest} for path, digest in files]
    return Model.model_validate(listing(name=name, files=entries))


def test_it_lists_every_model_the_program_uses() -> None:
    assert set(models.catalogue()) == FONTS | SPEECH | TEXT


@pytest.mark.parametrize("name", sorted(FONTS | SPEECH | TEXT))
def test_every_place_carries_every_file(name: str) -> None:
    model = models.catalogue()[name]
    assert model.places
    for place in model.places:
        for file in model.files:
            assert place.sources(file.path), f"{file.path} at {place.first_carrier}"


@pytest.mark.parametrize("name", sorted(FONTS))
def test_fonts_are_open_and_of_one_file_a_weight(name: str) -> None:
    model = models.catalogue()[name]
    assert model.licence == "OFL-1.1"
    assert all(file.path.endswith(".ttf") for file in model.files)


def test_kokoro_has_its_54_voices_of_equal_shape() -> None:
    voices = models.catalogue()["kokoro-voices"].files
    assert len(voices) == 54
    assert {file.size for file in voices} == {510 * 256 * 4}


@pytest.mark.parametrize(
    ("name", "path", "published"),
    [
        ("whisper-base", "model.bin", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
        ("kokoro-82m", "kokoro-v1.0.int8.onnx", "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"),
        ("kokoro-voices", "af_heart.bin", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"),
        (
            "qwen2.5-coder-1.5b",
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        ),
    ],
)
def test_the_bytes_are_those_upstream_publishes(name: str, path: str, published: str) -> None:
    files = {file.path: file for file in models.catalogue()[name].files}
    assert files[path].sha256 == published


def test_qwen_is_22_parts_in_numeric_order() -> None:
    qwen = models.catalogue()["qwen2.5-coder-1.5b"]
    parts = [source.members[-1] for source in qwen.places[-1].sources(qwen.files[0].path)]
    assert [int(re.findall(r"part(\d+)\.bin", part)[0]) for part in parts] == list(range(1, 23))


def test_an_identity_is_the_name_and_eight_hex_digits_and_does_not_drift() -> None:
    """Build keys hold it: a change of the rule would make every cached result stale."""
    assert models.identity("whisper-base") == "whisper-base@f4fcbfda"
    assert re.fullmatch(r"noto-sans@[0-9a-f]{8}", models.identity("noto-sans"))


@settings(deadline=None)
@given(st.dictionaries(paths, digests, min_size=1, max_size=6), st.data())
def test_an_identity_does_not_depend_on_the_order_of_files(files: dict[str, str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(list(files.items())))
    assert model_of(list(files.items())).identity == model_of(shuffled).identity


@settings(deadline=None)
@given(st.dictionaries(paths, digests, min_size=1, max_size=6), digests)
def test_an_identity_changes_with_any_digest_and_any_path(files: dict[str, str], other: str) -> None:
    before = model_of(list(files.items())).identity
    path, digest = next(iter(files.items()))
    if other != digest:
        assert model_of(list({**files, path: other}.items())).identity != before
    renamed = {("z" + key if key == path else key): value for key, value in files.items()}
    assert model_of(list(renamed.items())).identity != before


def test_an_identity_ignores_where_the_bytes_come_from() -> None:
    place = {"files": {"*": "https://elsewhere.example/{path}"}}
    here = Model.model_validate(listing())
    there = Model.model_validate(listing(places=[place], purpose="other", licence="Apache-2.0"))
    assert here.identity == there.identity


def test_entries_are_frozen() -> None:
    with pytest.raises(ValidationError):
        models.catalogue()["whisper-base"].name = "other"
    with pytest.raises(TypeError):
        models.catalogue()["x"] = models.catalogue()["whisper-base"]  # type: ignore[index]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(Missing, match=r"no model is called 'whisper-large'.*whisper-base"):
        models.identity("whisper-large")


class TestOwnCatalogue:
    def test_it_adds_and_replaces_whole_entries(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = tmp_path / "own.toml"
        own.write_text(OWN % ("1" * 64) + OWN.replace('"whisper-base"', '"mine"') % ("2" * 64))
        before = models.identity("whisper-base")
        monkeypatch.setenv(OWN_CATALOGUE, str(own))
        assert models.catalogue()["whisper-base"].size == 3
        assert models.identity("whisper-base") != before
        assert models.catalogue()["mine"].files[0].sha256 == "2" * 64
        assert "kokoro-82m" in models.catalogue()

    def test_an_edited_file_holds_at_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = tmp_path / "own.toml"
        monkeypatch.setenv(OWN_CATALOGUE, str(own))
        own.write_text(OWN % ("1" * 64))
        first = models.identity("whisper-base")
        own.write_text(OWN % ("2" * 64))
        assert models.identity("whisper-base") != first

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(OWN_CATALOGUE, str(tmp_path / "gone.toml"))
        with pytest.raises(BadInput, match=rf"{OWN_CATALOGUE} names .*gone\.toml, which cannot be read"):
            models.catalogue()

    def test_a_file_that_is_not_text_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        own = tmp_path / "own.toml"
        own.write_bytes(b"\xff\xfe")
        monkeypatch.setenv(OWN_CATALOGUE, str(own))
        with pytest.raises(BadInput, match="save the catalogue as UTF-8"):
            models.catalogue()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[models]\n", "is not a TOML file"),
        ('title = "mine"\n', "nothing else"),
        ("[models]\n", "nothing else"),
        ('[[models]]\nname = "x"\n', "model x: purpose: Field required"),
        ("models = [3]\n", "model number 1"),
        (OWN % "short", r"model whisper-base: files\.0\.sha256"),
        (OWN % ("1" * 64) + 'note = "?"\n', r"places\.0\.note"),
        (OWN % ("1" * 64) + OWN % ("2" * 64), "lists model 'whisper-base' twice"),
    ],
)
def test_a_faulty_catalogue_is_refused_in_one_line_that_names_the_fault(text: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault) as caught:
        read(text, "own.toml")
    assert str(caught.value).startswith("own.toml")
    assert "\n" not in str(caught.value).removeprefix("own.toml is not a TOML file: ")


@pytest.mark.parametrize(
    "path",
    ["", "/etc/passwd", "../up", "a/../../up", ".hidden", "a//b", "a\\b", "c:evil", "a b", "a\x00", "%2e%2e/up", "a/"],
)
def test_a_path_that_could_leave_the_folder_or_bend_an_address_is_refused(path: str) -> None:
    with pytest.raises(ValidationError):
        File(path=path, size=1, sha256="0" * 64)


@pytest.mark.parametrize("digest", ["", "0" * 63, "0" * 65, "x" + "0" * 64, "0" * 64 + "\n", "A" * 64])
def test_a_digest_is_64_small_hex_digits(digest: str) -> None:
    with pytest.raises(ValidationError):
        File(path="a.bin", size=1, sha256=digest)


@pytest.mark.parametrize("name", ["", ".incoming", "../up", "Upper", "a/b", "a b", "-x"])
def test_a_name_that_is_no_plain_folder_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        Model.model_validate(listing(name=name))


@pytest.mark.parametrize(
    "carrier",
    [
        "http://models.example/a",
        "file:///etc/passwd",
        "ftp://models.example/a",
        "https:///nowhere",
        "pkg:pypi/unpinned",
        "pkg:pypi/--index-url@1",
        "pkg:pypi/a@1;b",
        "pkg:pypi/a@1?platform=--x",
        "pkg:npm/unpinned",
        "pkg:npm/--flag@1.0.0",
        "pkg:npm/a@latest",
        "pkg:npm/a@git+ssh://host/x",
        "pkg:gem/rails@1.0",
    ],
)
def test_only_https_and_pinned_packages_carry_models(carrier: str) -> None:
    with pytest.raises(ValidationError):
        Source.parse(carrier)


def test_a_source_names_the_member_at_each_level() -> None:
    source = Source.parse("pkg:pypi/a@1.0!a/b.tar.gz!c/d.onnx")
    assert source == Source(carrier="pkg:pypi/a@1.0", members=("a/b.tar.gz", "c/d.onnx"))
    assert str(source) == "pkg:pypi/a@1.0!a/b.tar.gz!c/d.onnx"


def test_a_place_gives_a_file_its_own_line_before_the_line_for_all() -> None:
    place = Place(files={"*": ("https://m.example/{path}",), "b.bin": ("https://m.example/1", "https://m.example/2")})
    assert [str(source) for source in place.sources("a.bin")] == ["https://m.example/a.bin"]
    assert [str(source) for source in place.sources("b.bin")] == ["https://m.example/1", "https://m.example/2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"places": [{"files": {"b.bin": "https://m.example/b"}}]},  # a file the model does not list
        {"places": [{"files": {}}]},
        {"files": []},
        {"files": [{"path": p, "size": 1, "sha256": "0" * 64} for p in ("a.bin", "A.bin")]},  # one file on macOS
    ],
)
def test_entries_that_contradict_themselves_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Model.model_validate(listing(**changes))
