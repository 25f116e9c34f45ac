"""Plain texts (public sets) indexed as the product indexes a plan's passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tqdm import tqdm

from corpus.model import Passage, Plan, PlanEntry, Span
from eval.beir import Document
from eval.text import sentence_spans
from index.cache import VectorCache
from index.encoder import Encoder
from index.lexical import DICTIONARY_VERSION, LexicalIndex, Segmenter
from index.snapshot import FORMAT, Manifest, Snapshot, VectorSet, context_text, sentence_texts
from index.vectors import FlatVectors

BATCH = 32
PLAN_ID = "texts"


def index_texts(
    documents: Sequence[Document], encoder: Encoder, folder: Path, quiet: bool = False
) -> Snapshot:
    """Index documents as the product indexes passages: words, whole texts, sentences.

    Each document is one passage of one plan without sections, tables or figures. Vectors are
    kept in ``folder``, so that a rerun embeds only what is new.
    """
    cache = VectorCache(folder, encoder.fingerprint)
    passages = tuple(_passage(document) for document in documents)
    segmenter = Segmenter(())
    texts = [context_text(passage) for passage in passages]
    sentences, owners = sentence_texts(passages)
    _embed([*texts, *sentences], encoder, cache, quiet)
    finer = VectorSet(
        cache.rows(sentences) if sentences else np.zeros((0, encoder.dim), dtype=np.float32),
        np.asarray(owners, dtype=np.int32),
    )
    manifest = Manifest(
        format=FORMAT,
        id=_digest(texts),
        encoder=encoder.fingerprint,
        dictionary=DICTIONARY_VERSION,
        counts={"passages": len(passages)},
        files=(),
    )
    return Snapshot(
        manifest=manifest,
        plans=(_plan(passages),),
        passages=passages,
        lexical=LexicalIndex.build([segmenter.cut(text) for text in texts]),
        segmenter=segmenter,
        vectors=FlatVectors(cache.rows(texts)),
        vector_sets={"sentence": finer} if sentences else {},
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


def _embed(texts: Sequence[str], encoder: Encoder, cache: VectorCache, quiet: bool) -> None:
    """Embed what the cache lacks, like lengths together; kept now and then for a rerun."""
    missing = sorted({text for text in texts if text not in cache}, key=len)
    kept = [text for text in texts if text in cache]
    for step, start in enumerate(
        tqdm(range(0, len(missing), BATCH), desc="embedding", unit="batch", disable=quiet), start=1
    ):
        batch = missing[start : start + BATCH]
        cache.add(batch, np.asarray(encoder.encode_passages(batch), dtype=np.float32))
        kept.extend(batch)
        if step % 50 == 0 or start + BATCH >= len(missing):
            cache.save(kept)
