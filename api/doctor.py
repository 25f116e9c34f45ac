"""Checks of an installation: each failure ends in the command that mends it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from api.settings import Settings
from corpus.errors import PlanError
from index.errors import EncoderError, IndexingError

LEAST_FREE_MB = 500
_NEEDED = ("faiss", "fastapi", "numpy", "opencc", "pydantic", "rjieba", "uvicorn")
_EMBEDDED = ("onnxruntime", "tokenizers")


class Check(NamedTuple):
    """One check: what was looked at, whether it is well, and what was seen."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings) -> Iterator[Check]:
    """Run every check; none of them raises, and none writes."""
    version = ".".join(map(str, sys.version_info[:2]))
    old = f"Python {version}，需要3.11以上；运行 `make setup PYTHON=python3.11`"
    good = sys.version_info >= (3, 11)
    yield Check("python", good, f"Python {version}" if good else old)
    yield _packages(settings)
    yield _guarded("model", lambda: _model(settings))
    yield _guarded("plans", _plans)
    yield _guarded("snapshot", lambda: _snapshot(settings))
    yield _disk(settings)
    yield _database(settings)


def _guarded(name: str, look: Callable[[], str]) -> Check:
    """A check whose fault is an exception; its message names the mending command."""
    try:
        return Check(name, True, look())
    except (PlanError, IndexingError, EncoderError) as error:
        return Check(name, False, str(error))
    except Exception as error:  # an unforeseen fault is a finding, not the end of the list
        return Check(name, False, f"{type(error).__name__}：{error}；运行 `make setup`")


def _packages(settings: Settings) -> Check:
    other = () if settings.encoder == "embedded" else ("sentence_transformers", "torch")
    wanted = (*_NEEDED, *(other or _EMBEDDED))
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        return Check("packages", False, f"缺少 {'、'.join(missing)}；运行 `make setup`")
    return Check("packages", True, f"{len(wanted)}个主要的包都在")


def _model(settings: Settings) -> str:
    from index.encoder import load_encoder

    return load_encoder(settings.encoder, Path(settings.cache_dir)).fingerprint


def _plans() -> str:
    """The catalogue and its files; a changed file is one that git can restore."""
    from corpus.catalogue import check_digest, load_catalogue, plan_path
    from corpus.readers import read_document

    entries = load_catalogue()
    try:
        for entry in entries:
            check_digest(entry, read_document(plan_path(entry)))
    except PlanError as error:
        raise PlanError(f"{error}；运行 `git checkout -- corpus/plans`") from error
    return f"目录中的{len(entries)}份规划完好"


def _snapshot(settings: Settings) -> str:
    from api.stores import open_store
    from index.identity import fingerprint

    try:
        encoder: str | None = fingerprint(settings.encoder, Path(settings.cache_dir))
    except EncoderError:
        encoder = None  # said by the check of the model
    snapshot = open_store(settings).load(encoder)
    return f"{snapshot.id}：{len(snapshot.plans)}份规划，{len(snapshot.passages)}段"


def _disk(settings: Settings) -> Check:
    """Free space and write permission where the index is, or where it will be made."""
    folder = Path(settings.var_dir).absolute()
    standing = next(path for path in (folder, *folder.parents) if path.exists())
    if not (standing.is_dir() and os.access(standing, os.W_OK | os.X_OK)):
        return Check("disk", False, f"不能写入 {standing}；运行 `chmod u+rwx {standing}`")
    free = shutil.disk_usage(standing).free // 2**20
    if free < LEAST_FREE_MB:
        need = f"剩余{free} MB，需要{LEAST_FREE_MB} MB"
        return Check("disk", False, f"{need}；清理磁盘后运行 `planqa build`")
    return Check("disk", True, f"剩余{free} MB")


def _database(settings: Settings) -> Check:
    from api.faults import ApiError
    from api.service import open_inbox

    try:
        open_inbox(settings).check()
    except ApiError as error:
        fault = type(error.__cause__).__name__
        return Check("database", False, f"{fault}；请改正 PLANQA_DATABASE_URL 或修复数据库")
    return Check("database", True, "反馈与未答问题可以保存")
