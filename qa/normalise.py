"""Bring a question to the form the plan is written in, and log each change.

Only characters are changed here (width, traditional forms, spaces); words are the job of
`qa.spelling`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from itertools import accumulate
from typing import TYPE_CHECKING

from qa.errors import QuestionError
from qa.model import MAX_HISTORY, MAX_QUESTION, CorrectedWord, Question

if TYPE_CHECKING:
    from opencc import OpenCC

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# Characters that are invisible or reorder text (bidi controls, tags, zero width) carry no
# meaning in a question and have been used to hide instructions.
INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_HAN = r"\u3400-\u9fff"
_SPACE_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}0-9])|(?<=[0-9])\s+(?=[{_HAN}%])")
_SPACES = re.compile(r"\s+")
# Chinese punctuation stays as it is typed: folding it would change every question shown.
_FOLDED = re.compile(r"[^，。；：？！、（）]+")


def check(question: Question) -> None:
    """Refuse what cannot be a question. Raises `QuestionError` with the fault's code."""
    if len(question.text) > MAX_QUESTION:
        raise QuestionError(
            "question_too_long",
            f"问题最长{MAX_QUESTION}个字，请缩短后再问。",
            {"length": len(question.text), "max": MAX_QUESTION},
        )
    if len(question.history) > MAX_HISTORY:
        raise QuestionError(
            "history_too_long",
            f"最多带{MAX_HISTORY}个此前的问题，请只保留最近的。",
            {"length": len(question.history), "max": MAX_HISTORY},
        )
    for text in (question.text, *question.history):
        if _CONTROL.search(text):
            raise QuestionError("question_invalid", "问题含有控制字符或残缺字符，请删去后再问。")
        if len(text) > MAX_QUESTION:
            raise QuestionError("question_too_long", f"此前的问题最长{MAX_QUESTION}个字。")
    if not plain(question.text):
        raise QuestionError("question_empty", "请输入问题。")
    if not 1 <= question.top_k <= 20:
        raise QuestionError("top_k_invalid", "top_k 应在1到20之间。", {"top_k": question.top_k})


_IS = re.compile(r"(?<![關关聯联])係(?!數|数|咪)")


@lru_cache(maxsize=1)
def _t2s() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def plain(text: str) -> str:
    """NFKC, no invisible characters, no space between Han characters, trimmed."""
    text = _FOLDED.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    text = INVISIBLE.sub("", text)
    text = _SPACE_BETWEEN_HAN.sub("", text)
    return _SPACES.sub(" ", text).strip()


def simplified(text: str) -> str:
    """Traditional characters to simplified ones (OpenCC ``t2s``); 係 by itself is 是."""
    return str(_t2s().convert(_IS.sub("是", text)))


def normalise(text: str) -> tuple[str, tuple[CorrectedWord, ...]]:
    """Return the question as the plan would write it, and what was changed.

    Width changes of punctuation alone are not reported: they change no word.
    """
    changes: list[CorrectedWord] = []
    flat = plain(text)
    # Width: report only runs of letters and digits, e.g. ２０２５ → 2025.
    for run in re.findall(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a％]+", text):
        changes.append(
            CorrectedWord(source=run, to=unicodedata.normalize("NFKC", run), kind="width")
        )
    simple = simplified(flat)
    if simple != flat and len(simple) == len(flat):
        for match in re.finditer(r"[^\x00-\x7f]+", flat):
            before, after = match.group(), simple[match.start() : match.end()]
            changes.extend(_changed_words(before, after))
    return simple, tuple(changes)


def _changed_words(before: str, after: str) -> list[CorrectedWord]:
    """Runs of changed characters, as words."""
    words: list[CorrectedWord] = []
    start = None
    for i in range(len(before) + 1):
        differs = i < len(before) and before[i] != after[i]
        if differs and start is None:
            start = i
        if not differs and start is not None:
            words.append(
                CorrectedWord(source=before[start:i], to=after[start:i], kind="traditional")
            )
            start = None
    return words


_APART = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()（）\[\]【】]")


@lru_cache(maxsize=1 << 14)  # the plan's own sentences come again with every question
def fold(text: str) -> str:
    """A form for comparing words: NFKC, lower case, no quotes, brackets or white space."""
    return _APART.sub("", unicodedata.normalize("NFKC", text).lower())


@lru_cache(maxsize=1)
def regional_nouns() -> dict[str, str]:
    """Regional words for things and the mainland's (``lexicon/regional_nouns.json``)."""
    text = resources.files("qa").joinpath("lexicon/regional_nouns.json").read_text("utf-8")
    nouns: dict[str, str] = json.loads(text)
    return nouns


def common_nouns(text: str, nouns: Mapping[str, str], tokens: Callable[[str], list[str]]) -> str:
    """Regional words for things in the common language, where they are whole words.

    ``tokens`` covers the text: 年长者 is no 长者.
    """
    if not any(noun in text for noun in nouns):
        return text
    edges = {0, *accumulate(map(len, tokens(text)))}
    longest = sorted(nouns, key=len, reverse=True)

    def common(match: re.Match[str]) -> str:
        whole = {match.start(), match.end()} <= edges
        return nouns[match.group()] if whole else match.group()

    return re.sub("|".join(map(re.escape, longest)), common, text)


@lru_cache(maxsize=1)
def _regional() -> tuple[re.Pattern[str], dict[str, str]]:
    text = resources.files("qa").joinpath("lexicon/regional.json").read_text("utf-8")
    words: dict[str, str] = json.loads(text)
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest))), words


def common_speech(text: str) -> str:
    """Question words of dialects in the common language: 咋 is 怎么, 有冇 is 有没有, 好多 at the
    end of a question 多少.

    Quoted words stay as they are.
    """
    pattern, words = _regional()
    parts = re.split(r"([“「《][^”」》]*[”」》])", text)
    parts[::2] = [pattern.sub(lambda m: words[m.group()], part) for part in parts[::2]]
    return _AS_MANY.sub("多少", "".join(parts))


_AS_MANY = re.compile(r"好多(?=[?？。]?$)")
