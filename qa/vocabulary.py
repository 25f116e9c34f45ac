"""The plan's own words, for reading misspelt questions and resolving follow-ups."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.model import Plan
from index.snapshot import Snapshot

_TOPIC = re.compile(
    r"[\u3400-\u9fff]{2,6}?(?:教育|养老|服务|体系|建设|工程|项目|产业|交通|医疗|环境|园区|校园|高中)"
)


def plan_words(snapshot: Snapshot, text: str) -> list[str]:
    """Words of the plans of two characters and more, and their indicators' names."""
    counts = Counter(word for word in snapshot.segmenter.tokens(text) if len(word) > 1)
    names = [
        re.sub(r"[“”\"（）()、]", "", indicator.name)
        for plan in snapshot.plans
        for indicator in plan.indicators
    ]
    quoted = re.findall(r"[“「]([\u3400-\u9fff]{2,8})[”」]", text)
    return list(dict.fromkeys([*counts, *names, *quoted]))


def plan_subjects(plans: Sequence[Plan]) -> tuple[str, ...]:
    """Topic words of headings and goals (学前教育, 智慧校园 …), longest first."""
    found: set[str] = set()
    for plan in plans:
        titles = [s.title for s in plan.sections] + [p.title or "" for p in plan.paragraphs]
        for title in titles:
            found.update(_TOPIC.findall(re.sub(r"推动|推进|促进|加强|全面|加快|发展", "，", title)))
    return tuple(sorted(found, key=lambda word: (-len(word), word)))
