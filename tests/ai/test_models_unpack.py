"""Bytes out of archives, and the rule that only the listed bytes reach a model's folder."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.ai.models.unpack import PlaceError, WrongBytesError, blocks, write
from dramaport.ai.models.values import File
from dramaport.errors import DramaportError

MUCH = bytes(range(256)) * 99


def listed(content: bytes, path: str = "model.bin") -> File:
    return File(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def taken(folder: Path, carrier: bytes, *members: str) -> bytes:
    path = folder / "carrier"
    path.write_bytes(carrier)
    return b"".join(blocks(path, members))


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_carrier_without_members_is_the_file(tmp_path: Path) -> None:
    assert taken(tmp_path, b"plain") == b"plain"


def test_a_member_of_a_wheel(tmp_path: Path) -> None:
    assert taken(tmp_path, zipped(**{"a/data/x.bin": b"one", "y": b"two"}), "a/data/x.bin") == b"one"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
def test_a_member_of_a_tar_however_packed(tmp_path: Path, mode: str) -> None:
    assert taken(tmp_path, tarred({"package/x": b"one"}, mode), "package/x") == b"one"


def test_a_member_of_an_archive_in_a_wheel(tmp_path: Path) -> None:
    wheel = zipped(**{"m/model.tar.gz": tarred({"tmp/enc.onnx": b"onnx"})})
    assert taken(tmp_path, wheel, "m/model.tar.gz", "tmp/enc.onnx") == b"onnx"


def test_a_tar_that_ends_in_a_zip_is_still_a_tar(tmp_path: Path) -> None:
    """A zip's directory stands at its end, so looking for that would take this tar for a zip."""
    packed = tarred({"x": b"one", "z.zip": zipped(x=b"other")}, "w")
    assert taken(tmp_path, packed, "x") == b"one"


def test_a_member_that_is_not_there_is_named(tmp_path: Path) -> None:
    for carrier in (zipped(x=b"1"), tarred({"x": b"1"})):
        with pytest.raises(PlaceError, match=r"carries no y\.bin"):
            taken(tmp_path, carrier, "y.bin")


@pytest.mark.parametrize("name", ["../evil.bin", "/evil.bin", "a/../../evil.bin"])
def test_an_archive_cannot_choose_where_bytes_go(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "deep" / "model"
    folder.mkdir(parents=True)
    for carrier in (zipped(**{name: b"evil", "good": b"good"}), tarred({name: b"evil", "good": b"good"})):
        write(folder / "model.bin", listed(b"good"), [taken(folder, carrier, "good")])
        assert everything(tmp_path) == ["deep/model/carrier", "deep/model/model.bin"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE])
def test_only_a_regular_file_is_taken_from_a_tar(tmp_path: Path, kind: bytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("model.bin")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(PlaceError, match="not as a regular file"):
        taken(tmp_path, out.getvalue(), "model.bin")


@pytest.mark.parametrize("carrier", [zipped(x=MUCH), tarred({"x": bytes(range(256)) * 99}), b"<html>"])
@pytest.mark.parametrize("keep", [0.0, 0.4, 0.9])
def test_a_carrier_cut_short_is_refused_with_a_reason(tmp_path: Path, carrier: bytes, keep: float) -> None:
    with pytest.raises(PlaceError, match="damaged or no zip or tar"):
        taken(tmp_path, carrier[: int(len(carrier) * keep)], "x")


def test_a_flipped_byte_in_a_wheel_is_refused(tmp_path: Path) -> None:
    wheel = bytearray(zipped(x=MUCH))
    wheel[60] ^= 0xFF
    with pytest.raises(PlaceError):
        taken(tmp_path, bytes(wheel), "x")


@settings(deadline=None, max_examples=50)
@given(parts=st.lists(st.binary(max_size=40), min_size=1, max_size=8))
def test_parts_one_after_another_make_the_file(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    target = tmp_path_factory.mktemp("parts") / "model.bin"
    whole = b"".join(parts)
    write(target, listed(whole), parts)
    assert target.read_bytes() == whole


@settings(deadline=None, max_examples=50)
@given(parts=st.lists(st.binary(min_size=1, max_size=20), min_size=2, max_size=6, unique=True), data=st.data())
def test_parts_in_another_order_are_refused(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(parts).filter(lambda order: b"".join(order) != b"".join(parts)))
    target = tmp_path_factory.mktemp("parts") / "model.bin"
    with pytest.raises(WrongBytesError):
        write(target, listed(b"".join(parts)), shuffled)
    assert not list(target.parent.iterdir())


def test_wrong_bytes_name_the_file_and_both_digests_and_leave_nothing(tmp_path: Path) -> None:
    file = listed(b"right")
    found = hashlib.sha256(b"wrong").hexdigest()
    with pytest.raises(WrongBytesError) as caught:
        write(tmp_path / "m" / "model.bin", file, [b"wrong"])
    assert str(caught.value) == f"model.bin was refused: expected sha256 {file.sha256}, found {found}"
    assert everything(tmp_path) == []


def test_a_refused_file_leaves_the_old_one_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "model.bin"
    target.write_bytes(b"old")
    with pytest.raises(WrongBytesError):
        write(target, listed(b"right"), [b"wrong"])
    assert target.read_bytes() == b"old"
    assert everything(tmp_path) == ["model.bin"]


def test_an_archive_that_unpacks_without_end_is_stopped_at_the_listed_size(tmp_path: Path) -> None:
    came = []

    def endless() -> object:
        while True:
            came.append(1)
            yield bytes(100)

    with pytest.raises(WrongBytesError, match="more than the 1,000 bytes"):
        write(tmp_path / "model.bin", listed(bytes(1000)), endless())  # type: ignore[arg-type]
    assert len(came) == 11
    assert everything(tmp_path) == []


def test_too_few_bytes_say_how_many_came(tmp_path: Path) -> None:
    with pytest.raises(WrongBytesError, match="3 bytes came, the catalogue lists 5"):
        write(tmp_path / "model.bin", listed(b"right"), [b"rig"])


def test_a_disk_that_does_not_take_the_bytes_is_one_line_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DramaportError, match=r"model\.bin cannot be written .*: mend that or set DRAMAPORT_MODELS"):
        write(tmp_path / "file" / "model.bin", listed(b"right"), [b"right"])
