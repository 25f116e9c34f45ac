from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import encoder as module
from index.encoder import EMBEDDED, FOLDER, EmbeddedEncoder, Encoder, load_encoder
from index.errors import ModelCorrupt, ModelMissing
from tests.doubles import HashEncoder
from tests.index import float_model
from tests.models import prepared_cache, weights

QUESTION = "门头沟区2025年普惠性幼儿园覆盖率要达到多少？"
PASSAGES = [
    "到2025年，普惠性幼儿园覆盖率达到95%以上，公办园在园幼儿占比达到85%以上。",
    "加强教师队伍建设，骨干教师占比达到15%以上。",
    "区域内轨道交通线路延伸，新增公交场站三处。",
]


@pytest.fixture(scope="module")
def real() -> EmbeddedEncoder:
    return EmbeddedEncoder(prepared_cache() / FOLDER)


@pytest.fixture(params=["real", "double"])
def any_encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "double":
        return HashEncoder()
    return load_encoder(EMBEDDED, prepared_cache())


def test_every_encoder_keeps_the_protocol(any_encoder: Encoder) -> None:
    done: list[int] = []
    queries = any_encoder.encode_queries([QUESTION, ""])
    passages = any_encoder.encode_passages(PASSAGES, done.append)
    assert queries.shape == (2, any_encoder.dim)
    assert passages.shape == (3, any_encoder.dim)
    assert queries.dtype == passages.dtype == np.float32
    assert np.allclose(np.linalg.norm(np.vstack([queries, passages]), axis=1), 1, atol=1e-5)
    assert sum(done) == 3
    assert any_encoder.encode_queries([]).shape == (0, any_encoder.dim)
    assert any_encoder.encode_passages([]).shape == (0, any_encoder.dim)
    assert any_encoder.fingerprint
    assert int(np.argmax(passages @ queries[0])) == 0


def test_a_vector_depends_on_its_text_and_role_alone(real: EmbeddedEncoder) -> None:
    alone = real.encode_passages(PASSAGES[:1])
    among = real.encode_passages(PASSAGES * 3)
    assert np.array_equal(alone[0], among[0])
    assert np.array_equal(among[:3], among[6:])
    assert not np.allclose(alone, real.encode_queries(PASSAGES[:1]))


def test_many_threads_may_ask_at_once(real: EmbeddedEncoder) -> None:
    expected = real.encode_queries([QUESTION])
    with ThreadPoolExecutor(4) as pool:
        for vector in pool.map(lambda _: real.encode_queries([QUESTION]), range(12)):
            assert np.array_equal(vector, expected)


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\t\x00\x07", "😀👍🏽", "\ud800", "</s><s><mask>", "a" * 1_000_000, " " * 9999],
)
def test_odd_texts_have_vectors(real: EmbeddedEncoder, text: str) -> None:
    assert np.isfinite(real.encode_queries([text])).all()


def test_long_texts_are_cut_at_the_models_limit(real: EmbeddedEncoder) -> None:
    assert len(real.encode_with_tokens(["教育，" * 3000])[0][1]) < 512
    long = real.encode_passages(["教育，" * 3000, "教育，" * 3001])
    assert np.array_equal(long[0], long[1])


def test_widths_and_spaces_mean_the_same(real: EmbeddedEncoder) -> None:
    one, other = real.encode_queries(["2025 年 ５Ｇ 覆盖率（％）", "2025   年 5G 覆盖率(%)"])
    assert np.array_equal(one, other)


def test_tokens_leave_out_prefix_and_marks(real: EmbeddedEncoder) -> None:
    (vector, tokens), (_, none) = real.encode_with_tokens(["学前教育", ""], "query")
    assert np.array_equal(vector, real.encode_queries(["学前教育"])[0])
    assert tokens.shape[1] == real.dim
    assert 1 <= len(tokens) <= 5
    assert len(none) <= 1
    assert np.allclose(np.linalg.norm(tokens, axis=1), 1, atol=1e-5)


def test_answering_imports_no_training_library() -> None:
    code = (
        "import sys; from pathlib import Path; from index.encoder import load_encoder;"
        "load_encoder('embedded', Path(sys.argv[1])).encode_queries(['问']);"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers', 'onnx')"
        " if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(prepared_cache())]
    root = Path(module.__file__).parent.parent
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_a_missing_cache_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="make setup"):
        load_encoder(EMBEDDED, tmp_path)


@pytest.mark.parametrize("name", [*module.FILES, module.MANIFEST_FILE])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_damage_is_found(tmp_path: Path, name: str, damage: str) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for file in (prepared_cache() / FOLDER).iterdir():
        (folder / file.name).symlink_to(file)
    content = bytearray((folder / name).read_bytes())
    (folder / name).unlink()
    content[content.index(b"sha256") if name == module.MANIFEST_FILE else len(content) // 2] ^= 1
    if damage != "remove":
        (folder / name).write_bytes(content[: len(content) // 2] if damage == "cut" else content)
    with pytest.raises((ModelCorrupt, ModelMissing), match="planqa doctor"):
        load_encoder(EMBEDDED, tmp_path)


def test_the_fingerprint_follows_every_file() -> None:
    manifest = json.loads((prepared_cache() / FOLDER / module.MANIFEST_FILE).read_text())
    hashes = {name: entry["sha256"] for name, entry in manifest["files"].items()}
    assert module.fingerprint_of(hashes) == manifest["fingerprint"]
    changed = {module.fingerprint_of({**hashes, name: "0"}) for name in hashes}
    assert len(changed | {manifest["fingerprint"]}) == len(module.FILES) + 1


def test_an_unknown_model_is_a_clear_error(tmp_path: Path) -> None:
    pytest.importorskip("sentence_transformers")
    with pytest.raises(ModelMissing, match="cannot be loaded"):
        load_encoder(str(tmp_path / "none"), tmp_path)


@pytest.mark.filterwarnings("ignore")
def test_int8_agrees_with_float_in_sentence_transformers(
    real: EmbeddedEncoder, tmp_path: Path
) -> None:
    pytest.importorskip("sentence_transformers")
    from index.vocabulary import keep_pieces

    keep = keep_pieces(weights().pieces)
    tokenizer = prepared_cache() / FOLDER / module.TOKENIZER_FILE
    folder = tmp_path / "e5"
    float_model.write(weights(), keep, tokenizer, folder)
    (folder / "model").rename(tmp_path / "e5-float")
    reference = load_encoder(str(tmp_path / "e5-float"), tmp_path)
    assert reference.dim == real.dim
    assert reference.fingerprint.startswith("sentence-transformers:")
    texts = [QUESTION.replace("？", "?"), "新建幼儿园3所", "learning outcomes 2025"]
    for ours, theirs in (
        (real.encode_queries(texts), reference.encode_queries(texts)),
        (real.encode_passages(texts), reference.encode_passages(texts)),
    ):
        assert ((ours * theirs).sum(axis=1) > 0.997).all()
