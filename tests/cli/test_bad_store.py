"""A store that lost or spoilt its bytes: what can be made is made again, what cannot is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli_making import TITLE, Command, objects, refused
from dramaport.cli.context import House
from scripted_models import film


def original(house: House) -> Path:
    """The drama's one original, in the store."""
    return house.store.open(house.drama(TITLE).episodes[0].video)


def spoil(path: Path) -> None:
    """Change one byte and nothing else."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def released(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_damaged_artifacts_are_found_by_digest_and_made_again(
    dramaport: Command, localized: House, home: Path, tmp_path: Path
) -> None:
    before = objects(home)
    kept = original(localized)
    for path in (home / "store" / "objects").glob("*/*"):
        if path != kept:
            spoil(path)
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert dramaport("release", TITLE, "--lang", "en", "--out", tmp_path / "out").code == 0
    assert dramaport("export", TITLE, "--lang", "en", "--as", "mp4", "--out", tmp_path / "out").code == 0
    after = objects(home)
    assert not {name for name in before if after[name] != before[name]}


@pytest.mark.parametrize("part", ["objects", "receipts", "ledgers"])
def test_a_part_of_the_store_deleted_under_it_is_made_again(
    dramaport: Command, localized: House, home: Path, part: str
) -> None:
    before = objects(home)
    video = original(localized).read_bytes()
    place = original(localized)
    shutil.rmtree(home / "store" / part)
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.write_bytes(video)
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert objects(home) == before


def test_a_store_deleted_with_its_originals_says_how_to_bring_them_back(
    dramaport: Command, localized: House, home: Path, tmp_path: Path
) -> None:
    before = objects(home)
    shutil.rmtree(home / "store")
    for words in (("localize", TITLE, "--to", "en"), ("release", TITLE, "--lang", "en")):
        refused(dramaport(*words), "'E01.mp4'", "dramaport new", "--add")
    assert dramaport("status", TITLE, "--to", "en").code == 0
    assert dramaport("new", TITLE, "--from", film(tmp_path / "E01.mp4"), "--add").code == 0
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert objects(home) == before


def test_a_damaged_original_is_named(dramaport: Command, localized: House, home: Path, tmp_path: Path) -> None:
    before = objects(home)
    spoil(original(localized))
    shutil.rmtree(home / "store" / "receipts")
    refused(dramaport("localize", TITLE, "--to", "en"), "'E01.mp4'", "dramaport new", "--add")
    assert dramaport("new", TITLE, "--from", film(tmp_path / "E01.mp4"), "--add").code == 0
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert objects(home) == before


def test_a_lost_translation_memory_is_named(dramaport: Command, localized: House, home: Path, tmp_path: Path) -> None:
    assert dramaport("export", TITLE, "--lang", "en", "--as", "tmx", "--out", tmp_path / "out").code == 0
    (memory,) = (tmp_path / "out").rglob("*.tmx")
    assert dramaport("import", TITLE, "--lang", "en", "--as", "tmx", memory).code == 0
    for path in (home / "store" / "objects").glob("*/*.tmx"):
        path.unlink()
    refused(dramaport("localize", TITLE, "--to", "en"), f"'{memory.name}'", "dramaport import")
    assert dramaport("import", TITLE, "--lang", "en", "--as", "tmx", memory).code == 0
    assert dramaport("localize", TITLE, "--to", "en").code == 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"output": 5}', b'{"inputs": {}}'])
def test_a_receipt_that_cannot_be_read_counts_as_none(
    dramaport: Command, localized: House, home: Path, content: bytes
) -> None:
    receipts = {path: path.read_bytes() for path in (home / "store" / "receipts").glob("*/*")}
    for path in receipts:
        path.write_bytes(content)
    assert dramaport("why", TITLE, "--to", "en").code == 0
    assert dramaport("localize", TITLE, "--to", "en").code == 0
    assert receipts.keys() == set((home / "store" / "receipts").glob("*/*"))


@pytest.mark.parametrize("content", [b"", b"[]", b'{"hear": 5}', b'{"hear": "no key"}'])
def test_a_ledger_that_cannot_be_read_counts_as_none(
    dramaport: Command, localized: House, home: Path, content: bytes
) -> None:
    for path in (home / "store" / "ledgers").rglob("*.json"):
        path.write_bytes(content)
    assert "nothing is stale" in dramaport("why", TITLE, "--to", "en").out
