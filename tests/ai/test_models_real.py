"""The real models on this machine are the listed ones, and Kokoro's voices are those of its official archive."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest

from dramaport.ai import models

pytestmark = pytest.mark.models

#: 1.1 GB: looked at where it is, never fetched for a test.
LARGE = "qwen2.5-coder-1.5b"


@pytest.mark.parametrize("name", list(models.catalogue()))
def test_the_model_is_the_listed_one(name: str) -> None:
    if name == LARGE and not models.present(name):
        pytest.skip(f"{name} is not in the cache")
    folder = models.folder(name)
    assert models.verify(name) == ()
    assert all((folder / file.path).is_file() for file in models.catalogue()[name].files)


def test_the_54_voices_make_the_official_archive_bit_for_bit() -> None:
    """kokoro-onnx publishes them as voices-v1.0.bin: numpy's savez of all voices in order of name."""
    folder = models.folder("kokoro-voices")
    voices = {path.stem: np.fromfile(path, np.float32).reshape(510, 1, 256) for path in sorted(folder.glob("*.bin"))}
    archive = io.BytesIO()
    np.savez(archive, allow_pickle=False, **voices)
    assert hashlib.sha256(archive.getvalue()).hexdigest() == (
        "bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d"
    )
