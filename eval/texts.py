"""Plain texts (public sets) indexed as the product indexes a plan's passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from corpus.model import Passage, Plan, PlanEntry, Span
from eval.beir import Document
from eval.text import sentence_spans
from index.embedding import WHOLE, Embedder, Texts
from index.encoder import Encoder
from index.lexical import DICTIONARY_VERSION, LexicalIndex, Segmenter
from index.snapshot import FORMAT, Manifest, Snapshot, context_text, sentence_texts
from index.vectors import FlatVectors

PLAN_ID = "texts"
MOST_SENTENCES = 10_000
"""About 300,000 token vectors, half a gigabyte."""


class _WithoutTokens:
    """An encoder that gives no token vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.dim = encoder.fingerprint, encoder.dim
        self.encode_queries = encoder.encode_queries
        self.encode_passages = encoder.encode_passages


def index_texts(
    documents: Sequence[Document], encoder: Encoder, folder: Path, quiet: bool = False
) -> Snapshot:
    """Index documents as the product indexes passages: words, whole texts, sentences, tokens.

    Each document is one passage of one plan without sections, tables or figures. Vectors are
    kept in ``folder``, so that a rerun embeds only what is new. Beyond `MOST_SENTENCES` token
    vectors would not fit in memory and are left out.
    """
    passages = tuple(_passage(document) for document in documents)
    segmenter = Segmenter(())
    sentences = sentence_texts(passages)
    finer = {"sentence": sentences} if sentences.texts else {}
    texts = Texts([context_text(passage) for passage in passages], finer)
    plain = _WithoutTokens(encoder) if len(sentences.texts) > MOST_SENTENCES else encoder
    folder.mkdir(parents=True, exist_ok=True)
    embedder = Embedder(folder, lambda: plain, encoder.fingerprint, progress=not quiet)
    embedder.embed(texts)
    sets = embedder.sets(texts)
    manifest = Manifest(
        format=FORMAT,
        id=_digest(texts.passages),
        encoder=encoder.fingerprint,
        dictionary=DICTIONARY_VERSION,
        counts={"passages": len(passages)},
        files=(),
    )
    return Snapshot(
        manifest=manifest,
        plans=(_plan(passages),),
        passages=passages,
        lexical=LexicalIndex.build([segmenter.cut(text) for text in texts.passages]),
        segmenter=segmenter,
        vectors=FlatVectors(sets.pop(WHOLE).matrix),
        vector_sets=sets,
    )


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def _plan(passages: tuple[Passage, ...]) -> Plan:
    entry = PlanEntry(
        id=PLAN_ID,
        file="",
        title="",
        issuer="",
        region="",
        level="",
        period_start=None,
        period_end=None,
        source="",
        sha256="",
    )
    return Plan(
        entry=entry,
        sections=(),
        paragraphs=(),
        tables=(),
        passages=passages,
        indicators=(),
        conflicts=(),
        commitments=(),
        corrections=(),
    )


def _passage(document: Document) -> Passage:
    text = document.text or document.title
    return Passage(
        id=document.id,
        plan_id=PLAN_ID,
        section_id=None,
        unit_id=document.id,
        kind="paragraph",
        title=document.title or None,
        path=(document.title,) if document.title else (),
        text=text,
        sentences=tuple(Span(start=a, end=b) for a, b in sentence_spans(text)),
        page=None,
        source_span=Span(start=0, end=len(text)),
    )
