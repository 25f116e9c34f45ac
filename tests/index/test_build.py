from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.catalogue import load_catalogue, plan_path
from corpus.errors import PlanEmpty, PlanError, PlanMissing
from index.bank import common_texts, load_bank
from index.build import BuildReport, build, documents
from index.encoder import Encoder
from index.errors import EncoderMismatch
from index.expansion import expansion_path
from index.progress import Progress
from index.store import SnapshotStore
from tests.doubles import HashEncoder
from tests.small_plans import OtherEncoder, build_small, write_plan


def test_nothing_changed_needs_no_encoder(tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    first = build_small(tmp_path / "index", plan)

    def never() -> NoReturn:
        raise AssertionError("the encoder was loaded")

    store = SnapshotStore(tmp_path / "index")
    second = build([plan], store, never, HashEncoder().fingerprint, progress=False)
    assert (first.changed, second.changed) == (True, False)
    assert first.snapshot_id == second.snapshot_id
    manifest = store.load().manifest
    sayings = len(set(common_texts(store.load().passages, load_bank()).texts))
    texts = manifest.counts["passages"] + manifest.counts["sentence"] + sayings
    assert (first.embedded, second.embedded) == (texts, 0)


def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    total = build_small(tmp_path / "index", write_plan(tmp_path)).embedded
    encoder = HashEncoder()
    report = build_small(tmp_path / "index", write_plan(tmp_path, share=90), encoder=encoder)
    assert report.changed
    assert 0 < report.embedded == encoder.encoded < total


def test_another_encoder_embeds_everything(tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    first = build_small(tmp_path / "index", plan)
    second = build_small(tmp_path / "index", plan, encoder=OtherEncoder())
    assert second.changed
    assert second.embedded == first.embedded


def test_several_plans_in_one_snapshot(tmp_path: Path) -> None:
    one, two = write_plan(tmp_path, "one"), write_plan(tmp_path, "two", share=70)
    report = build_small(tmp_path / "index", one, two)
    assert [plan.id for plan in report.plans] == ["one", "two"]
    snapshot = SnapshotStore(tmp_path / "index").load()
    assert len({passage.id for passage in snapshot.passages}) == len(snapshot.passages) == 6
    assert [plan.entry.id for plan in snapshot.plans] == ["one", "two"]
    assert all(snapshot.passage(p.id) is p for p in snapshot.passages)


def test_the_report_counts_what_was_read(tmp_path: Path) -> None:
    report = build_small(tmp_path / "index", write_plan(tmp_path))
    counts = report.plans[0]
    assert (counts.sections, counts.passages, counts.tables) == (3, 3, 0)
    assert counts.indicators
    assert counts.commitments
    assert (counts.conflicts, counts.corrections) == (0, 4)  # the marks of four headings


def test_one_bad_plan_among_several_publishes_nothing(tmp_path: Path) -> None:
    good = write_plan(tmp_path)
    old = build_small(tmp_path / "index", good).snapshot_id
    empty = tmp_path / "empty.md"
    empty.write_text("")
    with pytest.raises(PlanEmpty, match=r"empty\.md"):
        build_small(tmp_path / "index", write_plan(tmp_path / "b", "new"), empty)
    assert SnapshotStore(tmp_path / "index").load().id == old


def test_one_id_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="both give the plan id one"):
        build_small(
            tmp_path / "index", write_plan(tmp_path / "a"), write_plan(tmp_path / "b", "one", 90)
        )


def test_a_plan_given_twice_is_read_once(tmp_path: Path) -> None:
    plan, copy = write_plan(tmp_path / "a"), write_plan(tmp_path / "b")
    report = build_small(tmp_path / "index", plan, plan, copy)
    assert [p.id for p in report.plans] == ["one"]


def test_a_folder_stands_for_the_plan_files_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    one, two = write_plan(folder, "one"), write_plan(folder, "two", 70)
    expansion_path(one).write_text("", "utf-8")
    (folder / "notes.csv").write_text("a,b", "utf-8")
    (folder / "README.md").write_text("# What lies here", "utf-8")
    report = build_small(tmp_path / "index", folder, two)
    assert [p.id for p in report.plans] == ["one", "two"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlanMissing, match="no plan file in this folder"):
        build_small(tmp_path / "index", tmp_path / "empty")


def test_a_copy_of_a_catalogued_plan_is_known_by_its_content(tmp_path: Path) -> None:
    entry = load_catalogue()[0]
    copy = tmp_path / "renamed.md"
    copy.write_bytes(plan_path(entry).read_bytes())
    assert documents([copy]) == [(plan_path(entry), entry)]
    assert documents([copy], catalogue=True) == documents(None)


def test_paths_are_all_that_is_served_unless_the_catalogue_is_asked_for_too(
    tmp_path: Path,
) -> None:
    encoder, store = HashEncoder(), SnapshotStore(tmp_path / "index")
    plan = write_plan(tmp_path)

    def make(*paths: Path, catalogue: bool) -> BuildReport:
        return build(
            paths, store, lambda: encoder, encoder.fingerprint, progress=False, catalogue=catalogue
        )

    both = make(plan, catalogue=True)
    assert {p.id for p in both.plans} == {"one", *(e.id for e in load_catalogue())}
    assert both.dropped == ()
    alone = make(plan, catalogue=False)
    assert [p.id for p in alone.plans] == ["one"]
    assert set(alone.dropped) == {e.title for e in load_catalogue()}


def test_the_catalogue_is_read_where_no_path_is_given(tmp_path: Path) -> None:
    encoder = HashEncoder()
    store = SnapshotStore(tmp_path)
    report = build(None, store, lambda: encoder, encoder.fingerprint, progress=False)
    assert report.plans
    assert store.load().manifest.counts["plans"] == len(report.plans)


class Odd(HashEncoder):
    def __init__(self, fill: float, rows: int = 0) -> None:
        super().__init__()
        self._fill, self._rows = fill, rows

    def encode_passages(self, texts: Sequence[str], progress: object = None) -> NDArray[np.float32]:
        return np.full((len(texts) + self._rows, self.dim), self._fill, np.float32)


@pytest.mark.parametrize("encoder", [Odd(np.nan), Odd(np.inf), Odd(1, rows=1), Odd(1, rows=-1)])
def test_vectors_that_cannot_be_used_are_refused(encoder: Odd, tmp_path: Path) -> None:
    with pytest.raises(EncoderMismatch, match="planqa doctor"):
        build_small(tmp_path / "index", write_plan(tmp_path), encoder=encoder)
    assert SnapshotStore(tmp_path / "index").current_id() is None


def test_an_encoder_other_than_announced_is_refused(tmp_path: Path) -> None:
    encoder: Encoder = HashEncoder()
    store = SnapshotStore(tmp_path / "index")
    with pytest.raises(EncoderMismatch, match="planqa build"):
        build([write_plan(tmp_path)], store, lambda: encoder, "other", progress=False)


def test_what_was_embedded_before_a_failure_is_kept(tmp_path: Path) -> None:
    class Fails(HashEncoder):
        def encode_passages(
            self, texts: Sequence[str], progress: object = None
        ) -> NDArray[np.float32]:
            if self.encoded:
                raise RuntimeError("cut off")
            return super().encode_passages(texts)

    text = "\n\n".join(f"第{n}项任务是推进第{n}号学校的改造工程。" for n in range(60))
    plan = tmp_path / "long.md"
    plan.write_text(f"# 某区教育规划\n\n# 一、任务\n\n{text}\n", "utf-8")
    with pytest.raises(RuntimeError, match="cut off"):
        build_small(tmp_path / "index", plan, encoder=Fails())
    whole = build_small(tmp_path / "elsewhere", plan)
    assert build_small(tmp_path / "index", plan).embedded == whole.embedded - 32


def test_progress_is_short_lines_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    stream = io.StringIO()
    with Progress(100, "embedding", stream=stream) as bar:
        for _ in range(10):
            bar.advance(10)
    lines = stream.getvalue().splitlines()
    assert [line.rsplit(" (", 1)[0] for line in lines] == [
        "embedding: 0/100",
        "embedding: 100/100",
    ]
    with Progress(1, "embedding", shown=False) as quiet:
        quiet.advance(1)
    assert capsys.readouterr().err == ""


def test_progress_is_a_bar_on_a_terminal() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    with Progress(2, "embedding", stream=stream) as bar:
        bar.advance(2)
    assert "100%" in stream.getvalue()


def test_questions_beside_a_plan_are_indexed_and_count_as_a_change(tmp_path: Path) -> None:
    plan = write_plan(tmp_path)
    store = SnapshotStore(tmp_path / "index")
    build_small(store.root, plan)
    snapshot = store.load()
    assert "question" not in snapshot.vector_sets
    record = {"passage_id": snapshot.passages[1].id, "questions": ["上幼儿园贵不贵", "小学远吗"]}
    expansion_path(plan).write_text(json.dumps(record) + "\n", "utf-8")
    report = build_small(store.root, plan)
    assert (report.changed, report.embedded) == (True, 2)
    assert store.load().vector_sets["question"].owner.tolist() == [1, 1]
    assert not build_small(store.root, plan).changed
