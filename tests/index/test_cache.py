from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.cache import VectorCache
from tests.doubles import HashEncoder

TEXTS = ["学前教育", "义务教育", "老年教育"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    cache = VectorCache(tmp_path, "f")
    for text in TEXTS:
        cache.add([text], HashEncoder().encode_passages([text]))
    cache.save(TEXTS)
    return next(tmp_path.glob("*.vectors"))


def test_vectors_come_back(path: Path) -> None:
    cache = VectorCache(path.parent, "f")
    assert len(cache) == 3
    assert np.array_equal(cache.rows(TEXTS), HashEncoder().encode_passages(TEXTS))
    assert cache.rows([]).shape == (0, 64)
    assert "高中教育" not in cache


def test_each_encoder_has_its_own(path: Path) -> None:
    assert TEXTS[0] not in VectorCache(path.parent, "other")


def test_a_damaged_record_is_not_there_and_the_others_are(path: Path) -> None:
    data = bytearray(path.read_bytes())
    size = 32 + 4 * 64 + 8
    for place in (0, 40, size - 1):
        spoiled = bytearray(data)
        spoiled[16 + size + place] ^= 1
        path.write_bytes(spoiled)
        cache = VectorCache(path.parent, "f")
        assert [text in cache for text in TEXTS] == [True, False, True]
    cache.add([TEXTS[1]], HashEncoder().encode_passages([TEXTS[1]]))
    assert all(text in VectorCache(path.parent, "f") for text in TEXTS)


@pytest.mark.parametrize("cut", range(1, 296, 37))
def test_a_torn_end_is_dropped_and_written_over(path: Path, cut: int) -> None:
    path.write_bytes(path.read_bytes()[:-cut])
    cache = VectorCache(path.parent, "f")
    assert [text in cache for text in TEXTS] == [True, True, False]
    cache.add([TEXTS[2]], HashEncoder().encode_passages([TEXTS[2]]))
    cache.add(["新"], HashEncoder().encode_passages(["新"]))
    again = VectorCache(path.parent, "f")
    assert all(text in again for text in [*TEXTS, "新"])


@pytest.mark.parametrize("content", [b"", b"x", b"\x00" * 500, b"planqav1" + b"\xff" * 100])
def test_a_file_that_is_no_cache_counts_as_empty(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    cache = VectorCache(path.parent, "f")
    assert len(cache) == 0
    cache.add(TEXTS, HashEncoder().encode_passages(TEXTS))
    assert len(VectorCache(path.parent, "f")) == 3


def test_vectors_of_another_shape_are_refused(path: Path) -> None:
    cache = VectorCache(path.parent, "f")
    with pytest.raises(ValueError, match="shape"):
        cache.add(["a"], np.zeros((1, 32), np.float32))
    with pytest.raises(ValueError, match="shape"):
        cache.add(["a", "b"], np.zeros((1, 64), np.float32))


def test_texts_of_no_plan_are_forgotten_when_they_are_most(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = VectorCache(path.parent, "f")
    cache.save(TEXTS[:1])
    assert len(VectorCache(path.parent, "f")) == 3
    monkeypatch.setattr("index.cache._MANY", 2)
    VectorCache(path.parent, "f").save(TEXTS[:1])
    assert len(VectorCache(path.parent, "f")) == 3
    many = [str(number) for number in range(5)]
    cache.add(many, HashEncoder().encode_passages(many))
    cache.save(TEXTS[:1])
    again = VectorCache(path.parent, "f")
    assert len(again) == 1
    assert TEXTS[0] in again
