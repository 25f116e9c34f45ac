"""Questions in English: read through a glossary of public-policy terms into the plan's language.

Only the words that the glossary (``lexicon/english.json``) knows are kept, with years and
numbers; the answer stays in the plan's own words. The reading is shown as ``resolved_question``.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")


@lru_cache(maxsize=1)
def _glossary() -> tuple[re.Pattern[str], dict[str, str]]:
    text = resources.files("qa").joinpath("lexicon/english.json").read_text("utf-8")
    loaded: dict[str, str] = json.loads(text)
    terms = {term: chinese for key, chinese in loaded.items() for term in key.split("|")}
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b"), terms


def to_chinese(text: str) -> str | None:
    """The question's known words in Chinese, in its order; None where none is known."""
    pattern, terms = _glossary()
    found = list(dict.fromkeys(terms[m.group()] for m in pattern.finditer(text.lower())))
    if not found:
        return None
    years = [f"{year}年" for year in dict.fromkeys(_YEAR.findall(text))]
    asked = [term for term in found if term.endswith(("多少", "是多少", "什么", "钱"))]
    return "".join(years) + "".join(term for term in found if term not in asked) + "".join(asked)
