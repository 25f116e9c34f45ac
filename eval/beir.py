"""Read a BEIR folder (corpus, queries, qrels) and turn SQuAD-style files into the same form.

Source: Thakur et al. 2021, BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of
Information Retrieval Models.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from corpus.model import Frozen
from eval.datasets import context_id, file_hash, json_lines, read_squad, read_text, squad_contexts
from eval.errors import DatasetError


class Document(Frozen):
    """A text to be found."""

    id: str
    title: str
    text: str


class RetrievalSet(Frozen):
    """Documents, queries and relevance: ``qrels[query][document]`` is the grade."""

    name: str
    sha256: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    qrels: dict[str, dict[str, int]]


def read_retrieval(path: Path) -> RetrievalSet:
    """Read a BEIR folder, or a SQuAD-style file as one. Raises `DatasetError`."""
    return read_beir(path) if path.is_dir() else from_squad(path)


def read_beir(folder: Path) -> RetrievalSet:
    """Read ``corpus.jsonl``, ``queries.jsonl`` and ``qrels/test.tsv``."""
    corpus, queries, qrels = (
        folder / "corpus.jsonl",
        folder / "queries.jsonl",
        folder / "qrels" / "test.tsv",
    )
    for path in (corpus, queries, qrels):
        if not path.is_file():
            raise DatasetError(path, "missing from the BEIR folder")
    documents = _documents(corpus)
    texts = _queries(queries)
    grades = _qrels(qrels, set(texts), {d.id for d in documents})
    digest = hashlib.sha256("".join(map(file_hash, (corpus, queries, qrels))).encode()).hexdigest()
    return RetrievalSet(
        name=folder.resolve().name, sha256=digest, documents=documents, queries=texts, qrels=grades
    )


def from_squad(path: Path) -> RetrievalSet:
    """Every context is a document, relevant to its own questions."""
    case_set = read_squad(path)
    asked = [case for case in case_set.cases if case.quotes]
    if not asked:
        raise DatasetError(path, "no answerable question, so no relevance")
    return RetrievalSet(
        name=case_set.name,
        sha256=case_set.sha256,
        documents=contexts_of(path),
        queries={case.id: case.question for case in asked},
        qrels={case.id: {context_id(case.quotes[0]): 1} for case in asked},
    )


def contexts_of(path: Path) -> tuple[Document, ...]:
    """The distinct contexts of a SQuAD-style file as documents."""
    return tuple(Document(id=i, title="", text=t) for i, t in squad_contexts(path).items())


def _documents(path: Path) -> tuple[Document, ...]:
    found: dict[str, Document] = {}
    for number, item in json_lines(path):
        doc_id, text = item.get("_id"), item.get("text")
        if not isinstance(doc_id, str) or not isinstance(text, str):
            raise DatasetError(path, "needs strings '_id' and 'text'", number)
        if doc_id in found:
            raise DatasetError(path, f"duplicate _id {doc_id!r}", number)
        found[doc_id] = Document(id=doc_id, title=str(item.get("title") or ""), text=text)
    if not found:
        raise DatasetError(path, "no documents")
    return tuple(found.values())


def _queries(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, item in json_lines(path):
        query_id, text = item.get("_id"), item.get("text")
        if not isinstance(query_id, str) or not isinstance(text, str) or not text.strip():
            raise DatasetError(path, "needs non-empty strings '_id' and 'text'", number)
        if query_id in found:
            raise DatasetError(path, f"duplicate _id {query_id!r}", number)
        found[query_id] = text
    return found


def _qrels(path: Path, queries: set[str], documents: set[str]) -> dict[str, dict[str, int]]:
    grades: dict[str, dict[str, int]] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        fields = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and not fields[-1].strip().lstrip("-").isdigit()):
            continue  # blank, or the header line of the format
        if len(fields) != 3 or not fields[2].strip().lstrip("-").isdigit():
            raise DatasetError(path, "needs query-id, corpus-id and a whole-number score", number)
        query, document, grade = fields[0], fields[1], int(fields[2])
        if query not in queries:
            raise DatasetError(path, f"query {query!r} is not in queries.jsonl", number)
        if document not in documents:
            raise DatasetError(path, f"document {document!r} is not in corpus.jsonl", number)
        if document in grades.get(query, {}):
            raise DatasetError(path, f"duplicate judgement {query!r} {document!r}", number)
        grades.setdefault(query, {})[document] = grade
    if not any(grade > 0 for row in grades.values() for grade in row.values()):
        raise DatasetError(path, "empty qrels: no relevant document, nothing can be measured")
    return grades
