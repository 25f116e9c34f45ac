from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.vectors import NAMES, FlatVectors
from tests.doubles import HashEncoder

TEXTS = ["学前教育", "义务教育", "老年教育"]


@pytest.fixture(params=sorted(NAMES))
def kind(request: pytest.FixtureRequest) -> type[FlatVectors]:
    return NAMES[request.param]


def test_the_nearest_come_first(kind: type[FlatVectors]) -> None:
    vectors = HashEncoder().encode_passages(TEXTS)
    scores, rows = kind(vectors).search(vectors, 2)
    assert scores.shape == rows.shape == (3, 2)
    assert rows[:, 0].tolist() == [0, 1, 2]
    assert scores[:, 0] == pytest.approx(1, abs=1e-5)
    assert (scores[:, 0] >= scores[:, 1]).all()


def test_scores_are_the_inner_products(kind: type[FlatVectors]) -> None:
    generator = np.random.default_rng(3)
    matrix = generator.normal(size=(50, 8)).astype(np.float32)
    queries = generator.normal(size=(4, 8)).astype(np.float32)
    index = kind(matrix)
    scores, rows = index.search(queries, 50)
    assert np.take_along_axis(queries @ matrix.T, rows, -1) == pytest.approx(scores, abs=1e-5)
    assert np.array_equal(index.matrix, matrix)


def test_equal_scores_go_by_row_and_k_is_bounded(kind: type[FlatVectors]) -> None:
    index = kind(np.ones((4, 2), np.float32))
    assert index.search(np.ones((1, 2), np.float32), 9)[1].tolist() == [[0, 1, 2, 3]]
    assert index.search(np.ones((1, 2), np.float32), 0)[1].shape == (1, 0)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_saved_and_loaded_is_the_same(kind: type[FlatVectors], count: int, tmp_path: Path) -> None:
    matrix = np.eye(count, 8, dtype=np.float32)
    kind(matrix).save(tmp_path / "v")
    again = kind.load(tmp_path / "v")
    assert np.array_equal(again.matrix, matrix)
    assert again.search(np.ones((1, 8), np.float32), 5)[1].shape == (1, count)
    kind(matrix).save(tmp_path / "w")
    assert (tmp_path / "v").read_bytes() == (tmp_path / "w").read_bytes()


@pytest.mark.parametrize("data", [b"", b"x", b"IxFI" + b"\xff" * 60])
def test_what_is_no_index_is_refused(kind: type[FlatVectors], data: bytes, tmp_path: Path) -> None:
    (tmp_path / "v").write_bytes(data)
    with pytest.raises(ValueError, match="FAISS"):
        kind.load(tmp_path / "v")


def test_the_matrix_cannot_be_changed(kind: type[FlatVectors]) -> None:
    index = kind(np.eye(2, dtype=np.float32))
    with pytest.raises(ValueError, match="read-only"):
        index.matrix[0, 0] = 2
    with pytest.raises(ValueError, match="matrix"):
        kind(np.zeros(3, np.float32))


def test_faiss_keeps_to_one_thread() -> None:
    assert faiss.omp_get_max_threads() == 1
