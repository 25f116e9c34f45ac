"""Citation recall and precision, ALCE made deterministic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from eval.case import Case
from eval.metrics.computed import counted_numbers, without_computed
from eval.metrics.support import supported
from eval.text import AnswerStatement, numbers, statements
from qa.model import Reply, Status

ALCE = "Gao et al. 2023, Enabling Large Language Models to Generate Text with Citations (ALCE)"


def _texts(reply: Reply) -> dict[int, str]:
    return {c.n: "\n".join((*c.section_path, c.text)) for c in reply.citations}


def _names(reply: Reply) -> list[str]:
    return [i.name for i in reply.indicators]


def claims(reply: Reply) -> list[AnswerStatement]:
    """What each sentence asserts about the plan, with its citation numbers.

    Left out, because other metrics judge them: displayed rules with their results, counts of
    what is listed (number grounding), and clauses that only say that the plan is silent or
    that its places differ (decision, conflict precision).
    """
    counts = counted_numbers(reply.answer, reply)
    found = []
    for sentence in statements(reply.answer):
        text = without_computed(without_notices(sentence.text), counts)
        if sum(c.isalpha() for c in text) > 1 or numbers(text):
            found.append(AnswerStatement(text, sentence.cites))
    return found


def without_notices(sentence: str) -> str:
    """The sentence without the clauses and brackets that speak about the plan, not from it."""
    text = _BRACKET.sub(lambda m: "" if _NOTICE.search(m.group()) else m.group(), sentence)
    return "".join(part for part in _CLAUSE.findall(text) if not _NOTICE.search(part))


_BRACKET = re.compile(r"（[^（）]*）")
_CLAUSE = re.compile(r"[^，；：]+[，；：]?")
_NOTICE = re.compile(
    r"(?:规划|原文|文件|表\d*|正文)[^，；：]{0,12}?(?:没有|未|不含|表述不同|数值不同|相近而不同)"
    r"|^(?:没有|未)(?:写明|给出|说明|提到|规定|列出)|原文如下|数值不同|口径|相减|实际差值"
)


class CitationRecall:
    """Share of the answer's sentences that their cited passages support."""

    name = "citation_recall"
    definition = "Share of the answer's sentences fully supported by the passages they cite."
    source = ALCE

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of supported sentences; None for refusals and empty answers."""
        if reply.status is Status.REFUSED:
            return None
        found = claims(reply)
        if not found:
            return None
        texts, names = _texts(reply), _names(reply)
        return sum(_supported(s, s.cites, texts, names) for s in found) / len(found)


class CitationPrecision:
    """Share of citation markers that are needed."""

    name = "citation_precision"
    definition = (
        "Share of citation markers whose sentence is supported and whose passage either supports "
        "it alone or cannot be left out."
    )
    source = ALCE

    def score(self, case: Case, reply: Reply) -> float | None:
        """Share of precise markers; None where the answer has no marker."""
        if reply.status is Status.REFUSED:
            return None
        texts, names = _texts(reply), _names(reply)
        marks = [(s, n) for s in claims(reply) for n in dict.fromkeys(s.cites)]
        if not marks:
            return None
        return sum(_precise(s, n, texts, names) for s, n in marks) / len(marks)


def _supported(
    statement: AnswerStatement, cites: Sequence[int], texts: dict[int, str], names: Sequence[str]
) -> bool:
    cited = [texts[n] for n in cites if n in texts]
    return bool(cited) and supported(statement.text, cited, names)


def _precise(
    statement: AnswerStatement, n: int, texts: dict[int, str], names: Sequence[str]
) -> bool:
    if n not in texts or not _supported(statement, statement.cites, texts, names):
        return False
    rest = [m for m in statement.cites if m != n]
    return _supported(statement, [n], texts, names) or not _supported(statement, rest, texts, names)
