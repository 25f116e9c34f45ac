"""What a question asks of a row: columns by their headers, and amounts within a cell of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.columns import measure_of
from corpus.model import Table, TableColumn, TableRow
from corpus.quantities import find_quantities
from corpus.words import words
from qa import grid
from qa.figures import official
from qa.normalise import fold
from qa.question import Understanding, content_bigrams


@dataclass(frozen=True)
class Kind:
    """What plans put in a column: words of its header, and how people ask for it.

    ``plain`` kinds are asked for by words that mean other things too (什么时候), so they count
    only where nothing else is asked. ``unless`` are words by which something near is asked
    (补偿多少钱 is no investment).
    """

    header: re.Pattern[str]
    asked: re.Pattern[str]
    plain: bool = False
    unless: re.Pattern[str] | None = None


KINDS = (
    Kind(
        re.compile(r"责任|牵头|主体|部门|单位|主管|负责"),
        re.compile(
            r"责任(?:单位|部门|主体)|牵头|主管|实施主体|负责(?!人)|承担|"
            r"(?:哪|什么)(?:些|个|几个|家)?(?:部门|单位|委办局|局)|谁(?:来)?(?:建|管|抓|干|做|实施)|归谁|"
            r"(?:归|由|让)哪[一两三几]?(?:个|家)?(?:部门|单位|局|委)"
        ),
    ),
    Kind(
        re.compile(r"年限|期限|起止(?!点)|工期|时间|时限|进度|周期|年度|年份"),
        re.compile(
            r"年限|期限|起止|工期|时限|周期|(?:起止|建设|开工|完工|竣工|结束)(?:年份|时间)|哪[几两]年|(?:哪一?|几)年|"
            r"什么时(?:候|间)|啥时(?:候|间)?|何时|多久|多长时间"
        ),
        plain=True,
    ),
    Kind(
        re.compile(r"地点|位置|地址|选址|区域|范围"),
        re.compile(
            r"地点|位置|地址|选址|(?:在|落在|位于)(?:哪|什么地方)|[到往去](?:哪(?=[里儿去，。？?、]|$)|什么地方)"
        ),
        plain=True,
    ),
    Kind(
        re.compile(r"起讫|起止点|起终点|走向"),
        re.compile(
            r"起讫|起点|终点|走向|从哪[^，。？]{0,4}到哪|(?:哪|什么地方)[^，。？]{0,3}到(?:哪|什么地方)"
        ),
    ),
    Kind(
        re.compile(r"(?:资金|经费|投资)(?:来源|渠道|筹措)|来源"),
        re.compile(
            r"(?:钱|资金|经费|投资)[^，。？]{0,6}(?:从哪|哪里?来|哪儿来|怎么来|怎么筹|谁出|谁掏|来源|渠道)|"
            r"谁(?:来)?(?:出|掏)钱"
        ),
    ),
    Kind(
        re.compile(r"投资|资金|金额|概算|估算|经费"),
        re.compile(
            r"投资(?!者|人|主体)|要投|投(?=\s*\d|多少|几)|盘子|花[钱费]|概算|造价|多少钱|花多少|多少(?:个)?[亿万]|几个亿|"
            r"(?:资金|经费|金额)[^，。？]{0,4}(?:多少|几)"
        ),
        unless=re.compile(
            r"补偿|补[贴助]|奖[励金补]|收费|门票|票价|卖|一[张份斤顿袋]|价格|租金|赔|工资|罚|税|带动|撬动|拉动|吸引|每(?:户|人|亩|公里|平|年|个)"
        ),
    ),
    Kind(
        re.compile(r"内容|规模"),
        re.compile(
            r"(?:建设|主要|工程)?(?:内容|规模)|(?:建设?|修|干|做|搞|盖)[些点的]?(?:什么|啥)(?=[，、。；？?]|$)"
        ),
    ),
)


_PARTS = re.compile(r"[，、；。？?,;]|以及|还有|(?:和|及|与|跟)(?=[^，、；。？?,;]{2,}[？?。]?$)")
_TIME_HEAD = re.compile(r"(?<=..)(?:目标值?|情况|数量|数|总?额)$")
_SHARED = 0.6
_LENGTH, _AREA = re.compile(r"公里|千米|米$"), re.compile(r"平方|亩|公顷")
_HOW_LONG, _HOW_LARGE = (
    re.compile(r"多长(?!时间)|多远|长度|里程|最[长短]"),
    re.compile(r"多大|面积|占地|最[大小]"),
)
_HOW_MANY = re.compile(
    r"几(?![年期时月])|多少(?![年亿]|万?元|钱)|数量?$|多长(?!时间)|多远|多大|多宽|多高|面积|长度|里程|容量|能力"
)

_ITEMS = re.compile(r"[，、；。,;]")
_SAYS_NOTHING = re.compile(
    r"[的是有呢吗啊嘛吧了为要会能该共总设建修搬走置个座条家处几多少]|分别|各|具体|一共|大概"
)


@dataclass(frozen=True)
class Facet:
    """A column that is asked for, the words that ask, and whether they are plain; ``item`` is
    the part of the cell that answers, where one amount within it is asked.
    """

    at: int
    said: str
    plain: bool = False
    item: str = ""


def kind_of(column: TableColumn) -> Kind | None:
    """The kind of a column, by its header."""
    if column.role in ("ordinal", "name", "unit"):
        return None
    return next((kind for kind in KINDS if kind.header.search(grid.heading(column))), None)


def parts_of(text: str) -> list[str]:
    """The parts of a question that stand side by side: 归谁管、投多少."""
    return [part for part in _PARTS.split(text) if len(part) > 1]


def asked_columns(table: Table, text: str, question: Understanding) -> list[Facet]:
    """The columns that ``text`` asks for; of one measure in several years, those of the year."""
    found = []
    for at, column in enumerate(table.columns):
        if column.role in ("ordinal", "name", "unit"):
            continue
        facet = _asked(table, at, text)
        if facet is not None:
            found.append(facet)
    return _of_time(table, found, question)


def _asked(table: Table, at: int, text: str) -> Facet | None:
    column = table.columns[at]
    header, kind = grid.heading(column), kind_of(column)
    core = core_of(table, column)
    whole = len(core) > 1 and official(core) in official(text)
    if column.role == "value" and _narrowed(core, text):
        return None
    if len(header) > 1 and (header in text or whole):
        return Facet(at, core)
    said = kind.asked.search(text) if kind else None
    near = kind.unless.search(text) if kind is not None and kind.unless else None
    if kind is not None and said is not None and (near is None or near.group() in header):
        return Facet(at, said.group(), kind.plain)
    if column.role == "value" and (
        _means(core, grid.unit_of(column), text) or _alone_so(table, core, text)
    ):
        return Facet(at, core + text)
    tail = rf"(?:哪|什么|啥)[^，。？]{{0,3}}{re.escape(header[-2:])}"
    if column.role == "text" and kind is None and len(header) > 2 and re.search(tail, text):
        return Facet(at, header)
    return None


def core_of(table: Table, column: TableColumn) -> str:
    """A header without year, unit and the words for a value: 泊位利用率目标 is 泊位利用率."""
    return _TIME_HEAD.sub("", measure_of(table, column) or grid.heading(column))


def _narrowed(core: str, text: str) -> bool:
    """Whether a question narrows a header by a word that defines another count (人均产量)."""
    return any(word + core in text and word not in core for word in words("name_words", "defining"))


def _alone_so(table: Table, core: str, text: str) -> bool:
    """Whether a question says the measure at the end of a header (产值), which no other has."""
    measure = core[-2:]
    cores = {core_of(table, c) for c in table.columns if c.role == "value"}
    known = len(core) > 2 and measure in words("figure_words", "measures")
    return known and _says_end(core, text) and sum(measure in other for other in cores) == 1


def _says_end(core: str, text: str) -> bool:
    """Whether a question has the end of a header, not narrowed by a word the header lacks
    (亩均产量 is not 粮食总产量).
    """
    match = re.search(rf"([\u3400-\u9fff]*){re.escape(core[-2:])}", text)
    before = re.sub(r"[的年底末到达]+$", "", match[1])[-2:] if match else ""
    return match is not None and (len(before) < 2 or before in official(core))


def _means(core: str, unit: str, text: str) -> bool:
    """Whether a question asks for a column of amounts by most of its header, or by its unit."""
    if any(word in core and word not in text for word in words("name_words", "defining")):
        return False
    grams = content_bigrams(official(core))
    if (
        len(core) > 3
        and _says_end(official(core), official(text))
        and len(grams & content_bigrams(official(text))) >= _SHARED * len(grams)
    ):
        return True
    if not unit or "元" in unit:
        return False
    if (_LENGTH.search(unit) and _HOW_LONG.search(text)) or (
        _AREA.search(unit) and _HOW_LARGE.search(text)
    ):
        return True
    counted = re.search(rf"(?:几|多少)个?(?:{re.escape(unit)})?(?P<noun>[\u3400-\u9fff]*)", text)
    if counted is None:
        return False
    noun = _SAYS_NOTHING.sub("", counted["noun"])
    if noun:
        return any(c in core for c in noun[:2])
    before = content_bigrams(_SAYS_NOTHING.sub("", text[: counted.start()].split("，")[-1]))
    shared = len(before & content_bigrams(core)) >= _SHARED * len(before)
    return shared and unit in counted.group()


def _of_time(table: Table, found: Sequence[Facet], question: Understanding) -> list[Facet]:
    """Of columns of one measure, those of the years or the time that a question asks for."""
    years = {table.columns[f.at].year for f in found} - {None}
    wanted = set(question.years) & years if question.years else years
    if not question.years and len(years) > 1 and question.period:
        pick = min if question.period == "past" else max
        wanted = {pick(year for year in years if year is not None)}
    return [f for f in found if table.columns[f.at].year in {None, *wanted}]


def asked_amount(table: Table, row: TableRow, text: str) -> Facet | None:
    """An amount within a cell of text that ``text`` asks for (筒仓几座, 多长), and its words."""
    wanted = _SAYS_NOTHING.sub("", text)
    for at, column in enumerate(table.columns):
        kind = kind_of(column)
        if column.role != "text" or (kind is not None and kind is not KINDS[-1]):
            continue
        for item in _ITEMS.split(row.cells[at].text):
            if _gives(item, text, wanted):
                return Facet(at, text, item=item)
    return None


def asks_amount(text: str) -> bool:
    """Whether a part of a question asks how many or how large."""
    return bool(_HOW_MANY.search(text))


def of_unit(table: Table, text: str) -> list[int]:
    """The one column whose unit is asked for: 长出几公里 of a table with 长度（公里）."""
    found = [
        at
        for at, column in enumerate(table.columns)
        if column.role == "value"
        and (unit := grid.unit_of(column))
        and re.search(rf"(?:多少|几)个?{re.escape(unit)}", text)
    ]
    return found if len(found) == 1 else []


def _gives(item: str, text: str, wanted: str) -> bool:
    """Whether a part of a cell gives the amount that is asked for."""
    units = [quantity.unit for _, quantity in find_quantities(item)]
    if not units:
        return False
    if len(wanted) > 1 and (wanted in item or content_bigrams(wanted) & content_bigrams(item)):
        return True
    if not asks_amount(text):
        return False
    if _HOW_LONG.search(text) and any(_LENGTH.search(u) for u in units):
        return True
    if _HOW_LARGE.search(text) and any(_AREA.search(u) for u in units):
        return True
    asked = re.search(r"(?:几|多少)([\u3400-\u9fff]{1,2})", text)
    counted = [u.lstrip("万亿") for u in units]
    same = asked is not None and any(u and asked[1].startswith(u) for u in counted)
    return same and (not wanted or fold(wanted)[-1:] in item or len(wanted) < 2)
