"""How well words of the plan fit a question: the share of its words that they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.figures import official
from qa.normalise import fold
from qa.periods import tells_time

_ASKS = re.compile(
    r"(?:实际|完成|任务|目标|要求|指标|规划|计划|百分点|个百分点|比例|比重|一共|总共|合计|总数|所有|全部|整个|一个|原来|原有|"
    r"压减|压缩|缩短|净增|增幅|降幅|变化|多少|数量|以上|以下|[全本我][省市县区]|[省市县区]里|达到|做到|工作日|公里|万元|亿元)+"
)
_POINTS = re.compile(r"(?:几|多少)个?(?:百分)?点(?!钟)")
_UNIT = re.compile(
    r"(?:几|多少)(?:十|百|千|万|亿)?(元|公里|千米|平方米|平方公里|立方米|米|亩|吨|人次|人|户|家|所|座|张|辆|套|条|项|处|名|"
    r"个工作日|工作日|天|岁|对|台|支|场|次)"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_COMPOUND = 4
"""Length of a token that is two words where the plan does not have it (教师宿舍)."""
FITS = 0.75
"""Share of a question's words that must be held for words to be of what is asked."""


@dataclass(frozen=True)
class Fit:
    """A question's words of content that the plan or the lexicon knows.

    ``qualified``: words that neither knows stand beside them, so that a single one is not enough
    (教师*宿舍* is no matter of 教师).
    """

    text: str
    words: tuple[str, ...]
    everyday: Callable[[str], Sequence[str]]
    qualified: bool = False

    def share(self, text: str) -> float:
        """The share of the words that ``text`` holds, whole, in part or in official terms."""
        if not self.words or (self.qualified and len(self.words) < 2):
            return 0.0
        folded = fold(text)
        return sum(self._held(word, folded) for word in self.words) / len(self.words)

    def _held(self, word: str, text: str) -> bool:
        """Whether a text has half of a word, of its official form or of a term for it."""
        return any(_half(form, text) for form in (word, official(word), *self.everyday(word)))

    def unit(self, unit: str) -> bool:
        """Whether the unit that is asked for, if any, is this one."""
        if _POINTS.search(self.text):
            return unit in ("%", "‰")
        asked = _UNIT.search(self.text)
        return asked is None or asked.group(1) in unit


def _half(form: str, text: str) -> bool:
    pairs = [form[i : i + 2] for i in range(len(form) - 1)]
    return bool(pairs) and 2 * sum(pair in text for pair in pairs) >= len(pairs)


def fit_of(
    text: str,
    tokens: Sequence[str],
    content: Sequence[str],
    says: Callable[[str], bool],
    everyday: Callable[[str], Sequence[str]],
) -> Fit:
    """Keep the words that name a question's matter: not its time, not what it does with figures,
    and none that neither the plan (``says``) nor the lexicon (``everyday``) knows.

    ``content`` are those of its ``tokens`` that are not generic.
    """
    kept: list[str] = []
    qualified, before = False, ""
    for word in _words(tokens, set(content), says):
        matter = len(word) > 1 and not tells_time(word) and not _ASKS.fullmatch(word)
        state = "" if not matter else "known" if says(word) or everyday(word) else "unknown"
        qualified = qualified or {before, state} == {"known", "unknown"}
        if state == "known":
            kept.append(word)
        before = state
    return Fit(text, tuple(dict.fromkeys(kept)), everyday, qualified)


def _words(tokens: Sequence[str], content: set[str], says: Callable[[str], bool]) -> list[str]:
    """The tokens, "" for generic ones; of several single characters side by side the word that
    the plan has (上网), else those that are not generic, as one.
    """
    found: list[str] = []
    run: list[str] = []
    for token in [*map(fold, tokens), ""]:
        if _HAN.fullmatch(token):
            run.append(token)
            continue
        whole = "".join(run)
        if len(run) > 1 and says(whole) and content & set(run):
            found.append(whole)
        elif run:
            parts = "".join(c if c in content else " " for c in run).split(" ")
            found += [part for part in parts if part] or [""]
        run = []
        if len(token) == _COMPOUND and not says(token):
            found += [token[:2], token[2:]] if token in content else [""]
        else:
            found.append(token if token in content else "")
    return found
