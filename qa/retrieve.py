"""From a question to ranked evidence: the channels' scores, fused, the best ranked again.

Scores of each channel are standardised and summed with the weights of `qa.fusion` (convex
combination, Bruch et al. 2023, "An Analysis of Fusion Functions for Hybrid Retrieval"), which
keeps the size of a lead that reciprocal rank fusion throws away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.roles import Role, section_role
from index.encoder import Encoder
from index.snapshot import Snapshot
from index.tokens import TokenEncoder
from qa.exact import ExactMatcher
from qa.fusion import RAW, Weights, load_fusion, standardise
from qa.late import LateInteraction, maxsim, maxsim_together
from qa.lexicon import Lexicon
from qa.model import Evidence
from qa.normalise import fold
from qa.periods import asks_background
from qa.question import Understanding
from qa.scope import content_words, is_foreign
from qa.vocabulary import plan_subjects

Scores = NDArray[np.float32]
_PASSAGES = 20
"""Passages that are ranked again by their sentences' tokens."""
_QUESTIONS = 80
"""Questions beside the plan whose tokens are compared."""
_ASKED = ("question", "common")
"""Sets of what people ask: beside the plan (`index.expansion`), and of any (`index.bank`)."""
_NO_PROMISE = (Role.BACKGROUND, Role.GUIDING)
"""Parts of a plan that say how things stood and in what spirit, not what is going to be done."""
_REMEMBERED = 256
"""Questions whose vectors are kept in memory: about 25 kB each."""


@dataclass(frozen=True)
class Retrieved:
    """Evidence, best first, and what later stages reuse.

    ``vector`` is the question's embedding (dim,); ``terms`` its lexical tokens, ``official`` the
    lexicon's official words for it; ``channels`` the raw scores (passages,) of each channel;
    ``sentences`` maps (passage row, start) to the late-interaction score of a sentence and
    ``asked`` to that of the best question whose answer it holds; empty where the encoder gives
    no token vectors.
    """

    evidence: tuple[Evidence, ...]
    vector: Scores
    terms: tuple[str, ...]
    official: tuple[str, ...]
    channels: dict[str, Scores]
    sentences: dict[tuple[int, int], float] = field(default_factory=dict)
    asked: dict[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Stages:
    """Which channels take part; for ablation."""

    lexical: bool = True
    dense: bool = True
    lexicon: bool = True
    expansion: bool = True
    late: bool = True


class Retriever:
    """Searches one snapshot with one encoder; immutable, safe to share by threads."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        lexicon: Lexicon,
        stages: Stages | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._lexicon = lexicon
        self._stages = stages or Stages()
        self._exact = ExactMatcher(
            snapshot.passages, snapshot.segmenter.dictionary, plan_subjects(snapshot.plans)
        )
        self._sentences = self._tokens_of("sentence") if self._stages.late else None
        late = [name for name in _ASKED if self._stages.late and self._takes_part(name)]
        self._asked = {name: t for name in late if (t := self._tokens_of(name)) is not None}
        expanded = self._stages.expansion and "question" in snapshot.vector_sets
        self.fusion = load_fusion(expanded)
        roles = [section_role(passage.path) for passage in snapshot.passages]
        self._finer = self._finer_vectors()
        self._promised = np.array([role not in _NO_PROMISE for role in roles], np.float32)
        self._said = fold("\n".join(p.text + "".join(p.path) for p in snapshot.passages))
        # Suggested questions and those of the day come again and again; encoding is most of the
        # time of an answer.
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._encode)

    def retrieve(
        self, question: Understanding, k: int, allowed: NDArray[np.bool_] | None = None
    ) -> Retrieved:
        """Rank passages. ``allowed`` masks rows (n,); ``k`` bounds the evidence."""
        text = question.text
        vector, tokens = self._remembered(question.sought or text)
        terms = tuple(self._snapshot.segmenter.cut(text))
        official = self._lexicon.official(text) if self._stages.lexicon else ()
        finer = {name: matrix @ vector for name, matrix in self._finer.items()}
        channels = self._channels(question, vector, terms, official, finer)
        weights = self.fusion.at(self.unsaid(text))
        fused = self._fuse(channels, weights)
        if allowed is not None:
            fused = np.where(allowed, fused, -np.inf).astype(np.float32)
        sentences: dict[tuple[int, int], float] = {}
        asked: dict[tuple[int, int], float] = {}
        if tokens is not None:
            asked = self._match_questions(finer, tokens, channels)
            fused, sentences = self._rank_again(fused, tokens, channels, weights)
        evidence = self._evidence(fused, channels, k)
        return Retrieved(evidence, vector, terms, official, channels, sentences, asked)

    def unsaid(self, text: str) -> float:
        """The share (0–1) of a question's words of content that stand nowhere in the plans."""
        words = content_words(text, self._snapshot.segmenter.tokens)
        words = [word for word in words if len(word) > 1]
        return sum(word not in self._said for word in words) / len(words) if words else 0.0

    def _tokens_of(self, name: str) -> LateInteraction | None:
        tokens = self._snapshot.vector_sets.get(f"{name}_token")
        return LateInteraction(tokens) if tokens is not None and len(tokens.owner) else None

    def _encode(self, text: str) -> tuple[Scores, Scores | None]:
        if self._sentences is not None and isinstance(self._encoder, TokenEncoder):
            return self._encoder.encode_with_tokens([text], "query")[0]
        return self._encoder.encode_queries([text])[0], None

    def _finer_vectors(self) -> dict[str, Scores]:
        """The finer sets (m, dim) that take part, stored by columns: so the product with a
        question's vector reads them twice as fast.
        """
        sets = self._snapshot.vector_sets
        wanted = [name for name in ("sentence", *_ASKED) if self._takes_part(name)]
        held = [name for name in wanted if name in sets and len(sets[name].owner)]
        return {name: np.asfortranarray(sets[name].matrix) for name in held}

    def _takes_part(self, name: str) -> bool:
        """Whether a set of finer vectors is switched on; what people say is a lexicon's."""
        stages = self._stages
        switches = {
            "sentence": stages.dense,
            "question": stages.expansion,
            "common": stages.lexicon,
        }
        return switches[name]

    def _channels(
        self,
        question: Understanding,
        vector: Scores,
        terms: Sequence[str],
        official: Sequence[str],
        finer: Mapping[str, Scores],
    ) -> dict[str, Scores]:
        snapshot, stages = self._snapshot, self._stages
        channels: dict[str, Scores] = {}
        foreign = is_foreign(question.text)  # then shared words are years and digits only
        if stages.lexical and not foreign:
            channels["lexical"] = snapshot.lexical.scores(terms)
        if official:
            words = [word for phrase in official for word in snapshot.segmenter.cut(phrase)]
            channels["lexicon"] = snapshot.lexical.scores(words)
        if stages.dense:
            channels["dense"] = (snapshot.vectors.matrix @ vector).astype(np.float32)
        for name, scores in finer.items():
            owner = snapshot.vector_sets[name].owner
            channels[name] = best_by_owner(scores, owner, len(snapshot.passages))
        channels["exact"] = self._exact.scores(question)
        channels["table"] = self._exact.named_tables(question)
        if not asks_background(question):
            channels["promised"] = self._promised
        return channels

    def _fuse(self, channels: dict[str, Scores], weights: Weights) -> Scores:
        counted = [name for name in channels if weights.get(name)]
        if not counted:
            return np.zeros(len(self._snapshot.passages), np.float32)
        scores = np.stack([channels[name] for name in counted])
        spread = [i for i, name in enumerate(counted) if name not in RAW]
        scores[spread] = standardise(scores[spread])
        return np.asarray([weights[name] for name in counted] @ scores, np.float32)

    def _match_questions(
        self, finer: Mapping[str, Scores], tokens: Scores, channels: dict[str, Scores]
    ) -> dict[tuple[int, int], float]:
        """Late interaction with the nearest of what people ask."""
        best: dict[tuple[int, int], float] = {}
        for name, asked in self._asked.items():
            texts = self._snapshot.vector_sets[name]
            rows = _best(finer[name], _QUESTIONS)
            scores = maxsim(asked.match(tokens, rows))
            owner, start = texts.owner[rows], texts.start[rows]
            channels[f"late_{name}"] = best_by_owner(scores, owner, len(self._snapshot.passages))
            for place, score in _best_by_sentence(owner, start, scores).items():
                best[place] = max(score, best.get(place, -1.0))
        return best

    def _rank_again(
        self, fused: Scores, tokens: Scores, channels: dict[str, Scores], weights: Weights
    ) -> tuple[Scores, dict[tuple[int, int], float]]:
        """Add late interaction to the best few dozen; the others keep their order below them."""
        for name in self._asked:
            scores = standardise(channels[f"late_{name}"])
            fused = fused + np.float32(weights.get(f"late_{name}", 0.0)) * scores
        rows = np.argsort(-fused, kind="stable")[:_PASSAGES]
        rows = rows[np.isfinite(fused[rows])]
        sentences = self._snapshot.vector_sets["sentence"]
        reached = np.zeros(len(fused), bool)
        reached[rows] = True
        chosen = np.flatnonzero(reached[sentences.owner])
        if self._sentences is None or not len(chosen):
            return fused, {}
        best = self._sentences.match(tokens, chosen)
        owner, start, scores = sentences.owner[chosen], sentences.start[chosen], maxsim(best)
        channels["late_sentence"] = best_by_owner(scores, owner, len(fused))
        channels["late_passage"] = maxsim_together(best, owner, len(fused))
        again = np.full_like(fused, -np.inf)
        again[rows] = fused[rows]
        for name in ("late_sentence", "late_passage"):
            again[rows] += weights.get(name, 0.0) * standardise(channels[name][rows])
        others = np.isfinite(fused) & ~np.isfinite(again)
        if others.any():
            again[others] = fused[others] - fused[others].max() + again[rows].min() - 1e-3
        return again, _best_by_sentence(owner, start, scores)

    def _evidence(self, fused: Scores, channels: dict[str, Scores], k: int) -> tuple[Evidence, ...]:
        order = np.argsort(-fused, kind="stable")[:k]
        order = order[np.isfinite(fused[order])]
        table = np.stack([scores[order] for scores in channels.values()], axis=1).tolist()
        found = zip(order.tolist(), fused[order].tolist(), table, strict=True)
        return tuple(
            Evidence(
                passage=self._snapshot.passages[row],
                score=score,
                channels=dict(zip(channels, scores, strict=True)),
            )
            for row, score, scores in found
        )


def _best(scores: Scores, count: int) -> NDArray[np.intp]:
    """Rows of the best ``count`` scores, best first, equal scores by row."""
    if len(scores) > count:
        rows = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
    else:
        rows = np.arange(len(scores))
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def best_by_owner(scores: Scores, owner: NDArray[np.int32], count: int) -> Scores:
    """Best score of each passage's vectors: (m,) scores, (m,) owners → (count,).

    A passage without any has the lowest score there is.
    """
    best = np.full(count, scores.min() if len(scores) else 0.0, dtype=np.float32)
    np.maximum.at(best, owner, scores.astype(np.float32))
    return best


def _best_by_sentence(
    owner: NDArray[np.int32], start: NDArray[np.int32], scores: Scores
) -> dict[tuple[int, int], float]:
    order = np.argsort(scores, kind="stable")  # the best of a sentence comes last and stays
    places = zip(owner[order].tolist(), start[order].tolist(), strict=True)
    return dict(zip(places, scores[order].tolist(), strict=True))
