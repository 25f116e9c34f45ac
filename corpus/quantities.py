"""Numbers with their comparator and unit, in table cells and in sentences.

Rules and their source: comparator words follow the HTTP contract (以上/不低于 is ``>=``, 超过
is ``>``); the word lists are reviewed data (``corpus/data/quantity_words.json``). Chinese
numerals are read by ``cn2an`` on the matched span only, because its ``transform`` rewrites
names (一带一路 becomes 1带1路). Left out on purpose: years, ordinals (第一), numbers in quoted
names (“四个一”), and 一 used as an article (一批, 一个).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from corpus.model import Comparator, Quantity, Span

DATA = Path(__file__).parent / "data"

_FOLD = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " "}
)
_SCALES = ("万", "亿", "万亿")
_DASHES = re.compile(r"[-‐‑‒–—―−─━﹘﹣⸺⸻ー_]+")
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_DIGITS = "零〇一二两三四五六七八九十"
_HAN = rf"[{_DIGITS}][{_DIGITS}百千万亿]*(?:点[{_DIGITS}]+)?"
_RANGE = r"\s*(?:-|–|—|~|至|到)\s*"
_QUOTED = re.compile(r"“[^“”，。；]{1,16}”|‘[^‘’，。；]{1,16}’|「[^」]{1,16}」|《[^》]*》")
_TENTHS = re.compile(r"([一二两三四五六七八九])成(半)?(?=以上|左右|以下|[，。；、）)]|$)")
_EVERY = re.compile(r"[每各][^，。；]{1,8}$")  # 每村一所; 每一位 counts nothing


class Words(NamedTuple):
    """The reviewed word lists, compiled."""

    before: dict[str, Comparator]
    after: dict[str, Comparator]
    classifiers: frozenset[str]
    sentence: re.Pattern[str]
    cell: re.Pattern[str]
    not_given: frozenset[str]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def _words() -> Words:
    data = json.loads((DATA / "quantity_words.json").read_text(encoding="utf-8"))
    before = {w: Comparator(c) for c, ws in data["comparators_before"].items() for w in ws}
    after = {w: Comparator(c) for c, ws in data["comparators_after"].items() for w in ws}
    plain = _any([*data["measures"], *data["classifiers"]])
    per = _any([*data["measures"], *data["classifiers"], *data["per"]])
    many = _any(list(_SCALES))
    unit = f"(?:{_any(data['scales'])})?(?:{plain})(?:/(?:{many})?(?:{per}))?|(?:{many})|/10万"
    head = rf"(?:(?P<before>{_any(list(before))})\s*)?"
    hundred = r"(?P<hundred>[百千]分之)?"
    number = rf"(?P<number>{_ARABIC}|{_HAN}|半|(?<=分之)百)"
    tail = rf"(?P<more>余|多|来)?\s*(?P<unit>{unit})?\s*(?P<after>{_any(list(after))})?"
    top = rf"(?:(?P<mid>%|{unit})?{_RANGE}(?:百分之)?(?P<top>{_ARABIC}|{_HAN}))?"
    sentence = re.compile(head + hundred + number + top + tail)
    sign = r"(?P<sign>[-−](?=\d))?"
    bare = r"(?P<lead>(?:达到|保持在?|控制在|稳定在|提高到|增加到|增至|达|年均增长|年均)\s*)?"
    cell = re.compile(
        bare + r"[\[〔【(]?\s*" + head + hundred + sign + number + tail + r"\s*[\]〕】)]?[*#①-⑨]?"
    )
    return Words(
        before, after, frozenset(data["classifiers"]), sentence, cell, frozenset(data["not_given"])
    )


def fold_width(text: str) -> str:
    """Half-width forms, character for character, so that offsets stay true."""
    return text.translate(_FOLD)


@lru_cache(maxsize=1)
def _chinese_numeral() -> Callable[[str, str], float]:
    """The reader of Chinese numerals; its package takes a fifth of a second to import."""
    from cn2an import cn2an

    return cast("Callable[[str, str], float]", cn2an)


def read_number(text: str) -> float | None:
    """Read an Arabic or Chinese number span; None when it is not one."""
    plain = text.replace(",", "").strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    if plain in ("半", "百"):
        return 0.5 if plain == "半" else 100.0
    try:
        return float(_chinese_numeral()(plain.replace("〇", "零"), "smart"))
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def is_not_given(text: str) -> bool:
    """Whether a cell prints a mark for “no value” (——, ---, —, /, 暂无); empty is not one."""
    plain = fold_width(text).strip()
    return bool(_DASHES.fullmatch(plain.replace(" ", ""))) or plain in _words().not_given


def show_number(value: float) -> str:
    """Write a number without needless zeros."""
    return format(value, ".10g")


def parse_cell(text: str, unit: str = "") -> Quantity | None:
    """Read a table cell as a quantity; None when the cell is not one number.

    ``unit`` is the unit of the row's name or column; it is used, and added to ``display``,
    where the cell prints none. A range (3-5) is not one number and stays text.
    """
    words = _words()
    plain = re.sub(r"\s+", "", fold_width(text))
    match = words.cell.fullmatch(plain)
    if not match or is_not_given(plain):
        return None
    value = read_number(match["number"])
    if value is None or (_year_like(match) and unit != "年"):
        return None
    if match["sign"]:
        value = -value
    printed = "‰" if match["hundred"] == "千分之" else "%" if match["hundred"] else match["unit"]
    display = plain
    if not printed or (printed in _SCALES and not unit.startswith(printed)):
        stop = match.end("unit") if printed else match.end("number")
        # A rate of so many in 100,000 is written 12/10万.
        display = plain[:stop] + (unit[1:] if unit.startswith("1/") else unit) + plain[stop:]
        printed = (printed or "") + unit
    for signs, sign in ((">=", "≥"), ("<=", "≤"), ("≧", "≥"), ("≦", "≤")):
        display = display.replace(signs, sign)
    return Quantity(
        comparator=_comparator(match, words), value=value, unit=printed, display=display
    )


def _comparator(match: re.Match[str], words: Words) -> Comparator:
    if match["after"]:
        return words.after[match["after"]]
    if match["before"]:
        return words.before[match["before"]]
    return Comparator.GT if match["more"] in ("余", "多") else Comparator.EQ


def _year_like(match: re.Match[str]) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", match["number"])) and match["unit"] == "年"


def find_quantities(sentence: str) -> list[tuple[Span, Quantity]]:
    """Quantities of a sentence, in order, with the span of what is printed.

    The span holds comparator, number and unit (至少一所, 95%以上). A range gives two
    quantities with one span, ``>=`` its lower and ``<=`` its upper end. Never raises.
    """
    plain = fold_width(sentence)
    names = [m.span() for m in _QUOTED.finditer(plain)]
    found: list[tuple[Span, Quantity]] = []
    place = 0
    words = _words()
    while match := _next(plain, place, words):
        place = match.end()
        at, share = match.start("number"), (match["unit"] or "%") in ("%", "‰")
        if any(a < at < b and not (share and plain[a] != "《") for a, b in names):
            continue
        found.extend(_read_match(sentence, plain, match, words, found))
    return found


def _next(plain: str, place: int, words: Words) -> re.Match[str] | None:
    tenths = _TENTHS.search(plain, place)
    match = words.sentence.search(plain, place)
    if tenths and match and tenths.start() == match.start("number"):
        fixed = _tenths_pattern().search(plain, match.start())
        return fixed or match
    return match


@lru_cache(maxsize=1)
def _tenths_pattern() -> re.Pattern[str]:
    words = _words()
    return re.compile(
        rf"(?:(?P<before>{_any(list(words.before))})\s*)?(?P<hundred>(?!))?"
        rf"(?P<number>[一二两三四五六七八九])(?P<mid>(?!))?(?P<top>(?!))?(?P<more>(?!))?"
        rf"(?P<unit>成半?)\s*(?P<after>{_any(list(words.after))})?"
    )


def _read_match(
    sentence: str,
    plain: str,
    match: re.Match[str],
    words: Words,
    earlier: list[tuple[Span, Quantity]],
) -> list[tuple[Span, Quantity]]:
    value = read_number(match["number"])
    if value is None or _is_name_part(plain, match, words, earlier):
        return []
    unit = match["unit"] or match["mid"] or ""
    unit = f"1{unit}" if unit.startswith("/") else unit
    if match["hundred"]:
        unit = "‰" if match["hundred"] == "千分之" else "%"
    if unit.startswith("成"):
        value, unit = value * 10 + (5 if unit.endswith("半") else 0), "%"
    stop = match.start() + len(match[0].rstrip())
    span = Span(start=match.start(), end=stop)
    display = re.sub(r"\s+", "", sentence[span.start : span.end])
    comparator = _comparator(match, words)
    if match["before"] == "近" and unit == "年":
        comparator = Comparator.EQ
    if comparator is Comparator.EQ and _shares_bound(plain, match, earlier):
        comparator = earlier[-1][1].comparator
    top = read_number(match["top"]) if match["top"] else None
    if top is not None:
        low = Quantity(comparator=Comparator.GE, value=value, unit=unit, display=display)
        high = Quantity(comparator=Comparator.LE, value=top, unit=unit, display=display)
        return [(span, low), (span, high)]
    return [(span, Quantity(comparator=comparator, value=value, unit=unit, display=display))]


def _is_name_part(
    plain: str, match: re.Match[str], words: Words, earlier: list[tuple[Span, Quantity]]
) -> bool:
    """Years, dates, ordinals, document numbers, articles and bare numbers are no quantities."""
    at, number, unit = match.start("number"), match["number"], match["unit"] or ""
    before, after = plain[:at], plain[match.end() :]
    if re.search(
        rf"第(?:[{_DIGITS}]个)?$|(?:表|图|附件|专栏)\s*$|[A-Za-z+\d./]$|[{_DIGITS}]分之$", before
    ):
        return True
    if unit.startswith("/"):
        return False
    if re.match(r"\s*[+/]|分之|[A-Za-z]", after) or (unit == "位" and after.startswith("一体")):
        return True
    if re.match(r"\s*:\s*\d", after) or re.search(r"\d\s*:\s*$", before):
        return True  # 1:4 is a ratio
    if unit == "期" and not re.match(r"\d", number) and not match["before"]:
        return True  # 二期工程
    if unit == "年" and (re.fullmatch(r"\d{4}", number) or after[:1] in ("级", "制", "代", "度")):
        return True
    if unit == "次" and after.startswith("性"):
        return True  # 一次性补助
    if unit in ("日", "周") and (unit == "日" or after[:1] in ("年", "岁")):
        return True
    if not unit and not match["hundred"]:
        bounded = match["before"] not in (None, "近", "约", "~") or match["after"]
        return not (bounded and re.match(r"\d", number)) or bool(re.match(r"\s*年|[届级]", after))
    return _is_article(plain, match, words, earlier)


def _is_article(
    plain: str, match: re.Match[str], words: Words, earlier: list[tuple[Span, Quantity]]
) -> bool:
    unit, bounded = match["unit"] or "", match["before"] or match["after"] or match["hundred"]
    if match["number"] != "一" or unit not in words.classifiers or bounded:
        return False
    if _shares_bound(plain, match, earlier):
        return False
    return not _EVERY.search(plain[: match.start()])


def _shares_bound(plain: str, match: re.Match[str], earlier: list[tuple[Span, Quantity]]) -> bool:
    """Whether 、 links this number to one with a comparator in front (至少一所小学、一所园)."""
    if not earlier or match["before"] or match["after"]:
        return False
    span, last = earlier[-1]
    between = plain[span.end : match.start()]
    led = any(last.display.startswith(word) for word in _words().before)
    same = last.unit == (match["unit"] or "")
    return led and same and bool(re.fullmatch(r"[^，。；、\d]{1,12}[、和及]", between))
