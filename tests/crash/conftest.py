from __future__ import annotations

import pytest
import rjieba


@pytest.fixture(scope="session")
def dictionary() -> rjieba.Jieba:
    return rjieba.Jieba()


@pytest.fixture(autouse=True)
def read_the_dictionary_once(dictionary: rjieba.Jieba, monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests build often; what the segmenter does is not their matter."""
    monkeypatch.setattr(rjieba, "Jieba", lambda: dictionary)
