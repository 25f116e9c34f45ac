"""Questions in English: read through a glossary of public-policy terms into the plan's language.

Terms (``lexicon/english.json``) are matched longest first, singular and plural alike, and put
in Chinese order; question words are read where they ask, not where they join clauses. How much
of the sentence the glossary covers is told, so that the search can fall back on the sentence as
it is typed. The answer stays in the plan's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus.model import Frozen
from qa.glossary import longest_term, plain_words, words_of

_POSSESSIVE = re.compile(r"['’]s\b|['’](?=\s|$)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TABLE = re.compile(r"\btable\s+(\d+)")
_LINE = re.compile(r"\b(?:metro |subway |rail )?line\s+(\d+)")
_BOUND = re.compile(
    r"\b(?:(above|over|more than|at least|exceed(?:s|ing)?|higher than|greater than|no less than)"
    r"|(below|under|less than|lower than|fewer than|no more than))\s+(\d[\d,]*(?:\.\d+)?%?)"
)
_TO_BY = re.compile(r"\b(?:by|until|till)\s+(?:the\s+)?(?:end\s+of\s+)?(?:19|20)\d\d")
_AMOUNT = re.compile(
    r"(?:率|数|数量|面积|里程|比例|水平|人口|规模|产量|产值|增加值|投资|收入|寿命|强度|总量|人数|覆盖)$"
)
_MONEY = re.compile(r"\b(?:cost|money|pay|yuan|rmb|fee|price)\b")


_UNITS = (
    ("mu", "亩"),
    ("(?:square )?(?:kilometres?|kilometers?|km)", "公里"),
    ("hectares?", "公顷"),
    ("(?:tonnes?|tons?)", "吨"),
    ("yuan", "元"),
    ("cubic met(?:re|er)s?", "立方米"),
    ("square met(?:re|er)s?", "平方米"),
)


class English(Frozen):
    """``chinese`` is the reading; ``covered`` the share of the words of content it holds."""

    chinese: str
    covered: float


# How a question asks, matched where it may (`_asking`): pattern, words in Chinese, and where they
# go: at the front, in place, or at the end.
_ASKED: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern + r"\b"), chinese, place)
    for pattern, chinese, place in (
        (r"how many percentage points?|how many points", "多少个百分点", "end"),
        (r"(?:how much|what amount of) money", "多少钱", "end"),
        (r"how many (?:people|persons|individuals)(?! old)", "多少人", "end"),
        *(
            (rf"how (?:many|much) {unit}(?: of)?", f"多少{chinese}", "end")
            for unit, chinese in _UNITS
        ),
        (r"how (?:many|much|high|large|big|tall|wide|strong|low)", "多少", "end"),
        (r"how (?:fast|quickly|soon|long)|how much time", "多长时间", "end"),
        (r"how often|how frequently", "多久一次", "end"),
        (r"how far", "多少公里", "end"),
        (r"how old", "多少岁", "end"),
        (r"how", "如何", "front"),
        (r"(?:what|which) (?:percentage|proportion|share|percent|fraction)", "比例是多少", "end"),
        (r"(?:what|which) (?:year|date|time)|when", "什么时候", "end"),
        (
            r"who(?:m)?|(?:which|what) (?:department|agency|unit|authority|bureau|body|office)s?",
            "谁负责",
            "end",
        ),
        (r"where|(?:which|what) place", "在哪里", "end"),
        (r"why|(?:what|which) reason", "为什么", "front"),
        (r"which|what (?:kinds?|types?|sorts?) of|what other|list|name", "哪些", "place"),
        (
            r"what (?:is|are|was|were|will|do|does|did|has|have|should|can|about|happens)",
            "",
            "what",
        ),
        (r"what(?= [a-z]+s\b)", "哪些", "place"),
        (r"what", "什么", "place"),
        (r"(?:is|are|was|were|does|do|did|will|has|have|can|should)", "有没有", "front"),
    )
)
_BEFORE_ASKING = frozenset(
    [
        ",.;:?!",
        "and",
        "or",
        "me",
        "know",
        "by",
        "in",
        "on",
        "of",
        "to",
        "at",
        "from",
        "for",
        "until",
        "since",
        "with",
        "under",
    ]
)
_JOINS = frozenset({"who", "whom", "which", "when", "where", "what", "how", "why"})


def to_chinese(text: str, name: Callable[[str], str | None] = lambda _: None) -> English | None:
    """The question in Chinese words; None where none of it is known.

    ``name`` reads a proper name in pinyin (Nanjing).
    """
    low = _lowered(text)
    asked, rest = _take_asked(low)
    terms, known, unknown = _terms(rest, text, name)
    front = [words for words, place in asked if place == "front"]
    end = [words for words, place in asked if place == "end"]
    if not terms and not end:
        return None
    if not end and any(place == "what" for _, place in asked) and _AMOUNT.search("".join(terms)):
        end = ["是多少"]
    body = list(dict.fromkeys([*_years(low), *_tables(low), *front, *terms]))
    chinese = "".join(body) + "".join(w for w in dict.fromkeys(end) if w not in body)
    return English(chinese=chinese, covered=known / max(1, known + unknown))


def _lowered(text: str) -> str:
    return re.sub(r"[-–—/]", " ", _POSSESSIVE.sub("", text.lower()))


def _years(low: str) -> Iterator[str]:
    years = list(dict.fromkeys(re.findall(r"\b(?:19|20)\d\d\b", low)))
    by = {y for match in _TO_BY.finditer(low) for y in _YEAR.findall(match.group())}
    for year in years:
        yield f"到{year}年" if year in by else f"{year}年"


def _tables(low: str) -> Iterator[str]:
    for number in _TABLE.findall(low):
        yield f"表{number}"
    for above, _, number in _BOUND.findall(low):
        if not _YEAR.fullmatch(number):
            yield number.replace(",", "") + ("以上" if above else "以下")


def _take_asked(low: str) -> tuple[list[tuple[str, str]], str]:
    """How the question asks, and the text in which what asks in place stands in Chinese."""
    asked: list[tuple[str, str]] = []
    pieces: list[str] = []
    position = 0
    for match in re.finditer(r"[a-z]+", low):
        if match.start() < position or not _may_ask(low, match):
            continue
        for pattern, chinese, place in _ASKED:
            found = pattern.match(low, match.start())
            if found is None:
                continue
            if chinese == "多少" and _MONEY.search(low):
                chinese = "多少钱"
            asked.append((chinese, place))
            pieces += [low[position : match.start()], chinese if place == "place" else " "]
            position = found.end()
            break
    return asked, "".join(pieces) + low[position:]


def _may_ask(low: str, match: re.Match[str]) -> bool:
    """Whether a word stands where a question begins: first, or after a stop, and, tell me …

    Auxiliaries and commands ask in the first place only, who only where it joins no clause.
    """
    before = words_of(low[: match.start()])
    if not before:
        return True
    word = match.group()
    if word not in _JOINS:
        return before[-1] in {".", "?", "!"}
    if word in {"how", "why", "what"}:
        return True
    if len(before) == 1:
        return before[0] in _BEFORE_ASKING
    asks = before[-1] in {".", "?", "!", ";", "me", "know"}
    return asks or (before[-1] in {"and", ","} and word in {"when", "where"} and _ends(low, match))


def _ends(low: str, match: re.Match[str]) -> bool:
    """Whether a question word is the last of its sentence (… and when?)."""
    return bool(re.match(r"\s*(?:$|[?.!])", low[match.end() :]))


def _terms(rest: str, text: str, name: Callable[[str], str | None]) -> tuple[list[str], int, int]:
    """Chinese terms in Chinese order, and how many words of content are known and unknown.

    Terms side by side are a group; a group after of, for or in goes before the one it describes.
    """
    words = words_of(_LINE.sub(r"\1号线", rest))
    capitals = set(re.findall(r"(?<=\s)[A-Z][a-z]+", text))
    groups: list[list[str]] = []
    known = unknown = position = at = 0
    together = describes = False
    while position < len(words):
        word = words[position]
        size, chinese = longest_term(words, position)
        known += size
        if not size and _HAN.search(word):
            chinese = word
        elif not size and word.isalpha() and word not in plain_words():
            chinese = (name(word) if len(word) > 3 else None) or ""
            unknown += not chinese and word.capitalize() not in capitals
        if chinese and together and chinese not in _VERBS:
            groups[at].append(chinese)
        elif chinese:
            at = at if describes and chinese not in _VERBS else len(groups)
            groups.insert(at, [chinese])
        together = bool(chinese)
        describes = not together and (
            word in _ARTICLES if describes else word in _DESCRIBES and bool(groups)
        )
        if _HAN_ASKED.match(chinese):
            describes = False
        position += max(1, size)
    return [term for group in groups for term in group], known, unknown


_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_ASKED = re.compile(r"哪些|什么")
_VERBS = frozenset(
    [
        "提高",
        "增长",
        "下降",
        "减少",
        "提升",
        "推进",
        "实施",
        "建设",
        "新增",
        "扩大",
        "改造",
        "加固",
        "引进",
        "培训",
        "覆盖",
        "收集",
        "处理",
        "选拔",
        "运营",
        "维护",
        "预防",
        "照护",
        "支持",
        "合作",
    ]
)
_DESCRIBES = frozenset(["of", "for", "in", "at", "within", "among"])
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "all",
        "each",
        "every",
        "their",
        "its",
        "our",
        "this",
        "these",
        "those",
        "whole",
    ]
)
