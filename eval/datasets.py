"""Read question-answer sets: the contract's JSON Lines, and SQuAD-style files.

Every fault is a `DatasetError` that names the file, the line and the reason. BEIR folders are
read by `eval.beir`. Adding a format is one reader and one line in `READERS`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eval.case import Case, CaseSet
from eval.errors import DatasetError
from eval.text import key

Reader = Callable[[Path], CaseSet]


def read_set(path: Path) -> CaseSet:
    """Read a set by its suffix.

    Raises `DatasetError` for an unreadable file, a malformed line, a duplicate id, or an empty
    set. Whether its quotes stand in a plan is for `check_quotes`.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise DatasetError(path, f"unknown set format; known: {', '.join(sorted(READERS))}")
    case_set = reader(path)
    if not case_set.cases:
        raise DatasetError(path, "the set is empty")
    return case_set


def read_jsonl(path: Path) -> CaseSet:
    """Read the contract's format: one question a line."""
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, item in json_lines(path):
        case = _case(path, number, item)
        if case.id in seen:
            raise DatasetError(
                path, f"duplicate id {case.id!r}, first in line {seen[case.id]}", number
            )
        if case.answerable and not (case.groups or case.must_include or case.values):
            raise DatasetError(
                path, f"{case.id}: answerable, but no quotes, must_include or values", number
            )
        seen[case.id] = number
        cases.append(case)
    return CaseSet(
        name=path.stem, sha256=file_hash(path), path=str(path.resolve()), cases=tuple(cases)
    )


def read_squad(path: Path) -> CaseSet:
    """Read a SQuAD-style file (CMRC 2018, DRCD): the context is the quote, ``answers`` are gold.

    Source: Rajpurkar et al. 2016 (SQuAD); Cui et al. 2019 (CMRC 2018); Shao et al. 2018 (DRCD).
    """
    cases: list[Case] = []
    seen: set[str] = set()
    for article in _squad_articles(path):
        for context, qa in _squad_questions(path, article):
            case_id = str(qa.get("id", ""))
            if not case_id or case_id in seen:
                raise DatasetError(path, f"missing or duplicate question id {case_id!r}")
            seen.add(case_id)
            texts = tuple(dict.fromkeys(str(a["text"]) for a in qa.get("answers", [])))
            impossible = bool(qa.get("is_impossible", not texts))
            item = {
                "id": case_id,
                "type": "extractive",
                "question": qa.get("question"),
                "answerable": not impossible,
                "quotes": () if impossible else (context,),
                "answers": texts,
                "answer": texts[0] if texts else "",
            }
            cases.append(_case(path, None, item))
    return CaseSet(
        name=path.stem, sha256=file_hash(path), path=str(path.resolve()), cases=tuple(cases)
    )


def squad_contexts(path: Path) -> dict[str, str]:
    """The distinct contexts of a SQuAD-style file: id → text, ids from content."""
    contexts: dict[str, str] = {}
    for article in _squad_articles(path):
        for context, _ in _squad_questions(path, article):
            contexts[context_id(context)] = context
    return contexts


def context_id(context: str) -> str:
    """Content-derived id of a context."""
    return hashlib.sha256(context.encode()).hexdigest()[:12]


def check_quotes(path: Path, case_set: CaseSet, plan_texts: Iterable[str]) -> None:
    """Raise `DatasetError` for the first quote that stands in no plan text.

    The quotes of a SQuAD-style file are its own contexts and need no check.
    """
    if path.suffix.lower() != ".jsonl":
        return
    folded = [_loose(text) for text in plan_texts]
    lines = _id_lines(path)
    for case in case_set.cases:
        nested = (q for group in case.quote_groups for q in group)
        for quote in (*case.quotes, *nested, *case.near_quotes):
            if not any(_loose(quote) in text for text in folded):
                raise DatasetError(
                    path, f"{case.id}: quote not in any plan: {quote!r}", lines.get(case.id)
                )


def _loose(text: str) -> str:
    """Folded, without mark-up that page conversion leaves inside sentences."""
    return key(text).replace("*", "").replace("#", "")


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line number, object) of a JSON Lines file; blank lines are skipped."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except json.JSONDecodeError as fault:
            raise DatasetError(
                path, f"not JSON: {fault.msg} at column {fault.colno}", number
            ) from None
        if not isinstance(item, dict):
            raise DatasetError(path, "a line must be a JSON object", number)
        yield number, item


def read_text(path: Path) -> str:
    """File as UTF-8 text, or `DatasetError`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DatasetError(path, "no such file") from None
    except IsADirectoryError:
        raise DatasetError(path, "is a folder, a file was expected") from None
    except UnicodeDecodeError as fault:
        raise DatasetError(path, f"not UTF-8 at byte {fault.start}") from None
    except OSError as fault:
        raise DatasetError(path, fault.strerror or "cannot be read") from None


def file_hash(path: Path) -> str:
    """sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _case(path: Path, line: int | None, item: dict[str, Any]) -> Case:
    try:
        return Case.model_validate(item)
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        raise DatasetError(path, f"{item.get('id', '?')}: {where}: {first['msg']}", line) from None


def _id_lines(path: Path) -> dict[str, int]:
    return {str(item.get("id")): number for number, item in json_lines(path)}


def _squad_articles(path: Path) -> list[dict[str, Any]]:
    try:
        data = json.loads(read_text(path))
    except json.JSONDecodeError as fault:
        raise DatasetError(path, f"not JSON: {fault.msg}", fault.lineno) from None
    articles = data.get("data") if isinstance(data, dict) else None
    if not isinstance(articles, list):
        raise DatasetError(path, "not a SQuAD-style file: no list 'data'")
    return articles


def _squad_questions(path: Path, article: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        for paragraph in article["paragraphs"]:
            for qa in paragraph["qas"]:
                yield str(paragraph["context"]), qa
    except (KeyError, TypeError) as fault:
        raise DatasetError(path, f"not a SQuAD-style file: {fault!r} is missing") from None


READERS: dict[str, Reader] = {".jsonl": read_jsonl, ".json": read_squad}
