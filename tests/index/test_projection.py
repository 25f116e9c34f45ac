"""Token vectors in fewer dimensions keep which tokens are alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoder import FOLDER, EmbeddedEncoder
from index.projection import DIMENSIONS, Projection, principal
from tests.models import prepared_cache


def test_the_components_keep_what_differs() -> None:
    draw = np.random.default_rng(7)
    hidden = draw.standard_normal((500, 5)).astype(np.float32)
    shared = draw.standard_normal(40).astype(np.float32) * 10
    vectors = hidden @ draw.standard_normal((5, 40)).astype(np.float32) + shared
    whole, reduced = principal(vectors, 40)(vectors), principal(vectors, 5)(vectors)
    assert reduced.shape == (500, 5)
    assert np.allclose(np.linalg.norm(reduced, axis=1), 1, atol=1e-5)
    assert np.allclose(whole @ whole.T, reduced @ reduced.T, atol=1e-3)


def test_real_tokens_rank_alike_in_a_third_of_the_dimensions() -> None:
    encoder = EmbeddedEncoder(prepared_cache() / FOLDER)
    texts = ["新建幼儿园三所", "改扩建小学一所", "教师接受专业培训", "老年人学习活动"]
    tokens = np.concatenate([found for _, found in encoder.encode_with_tokens(texts)])
    question = encoder.encode_with_tokens(["幼儿园要新建几所"], "query")[0][1]
    whole, reduced = principal(tokens, encoder.dim), principal(tokens, DIMENSIONS)
    exact, near = whole(question) @ whole(tokens).T, reduced(question) @ reduced(tokens).T
    assert (exact.argmax(axis=1) == near.argmax(axis=1)).mean() > 0.9


def test_a_projection_is_read_as_it_was_written(tmp_path: Path) -> None:
    projection = principal(np.eye(6, dtype=np.float32), 3)
    again = Projection.from_array(projection.to_array())
    probe = np.arange(12, dtype=np.float32).reshape(2, 6)
    assert np.array_equal(projection(probe), again(probe))
    with pytest.raises(ValueError, match="shape"):
        Projection.from_array(np.zeros((1, 6), np.float32))


def test_no_token_at_all_still_has_a_projection() -> None:
    nothing = np.zeros((0, 8), np.float32)
    assert principal(nothing, 4)(nothing).shape == (0, 4)
