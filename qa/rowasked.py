"""What a question for rows of a table asks, and how the rows are listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.model import Passage, Table, TableRow
from corpus.names import split_unit
from qa import grid
from qa.draft import Draft, Piece, whole
from qa.normalise import fold
from qa.question import Understanding

RowPassage = Callable[[Table, int], Passage]

LIST = re.compile(
    r"哪[些几个项类]|有几|几[项个条]|多少[项个]|有什么|都有|名单|清单|列出|列举|分别|"
    r"是什么|哪一?[个项]|谁|的(?:重点)?(?:项目|工程|指标|任务)[?？。]?$"
)
MOST = re.compile(r"最(?:大|多|高|少|小|低|长|短)")
_REST = re.compile(
    r"分别|各自|各项|逐[项个条一]|[报说点数列写]出来?|点名|报一?下|都有|指标|项目|工程|行动|任务|事项|表\d*|规划|重点|主要|区里|市里|全[市区县]|投资|金额|资金|花[钱费]|盘子|有数|里[头面]|起来|单位|部门|负责|责任|牵头|"
    r"承担|实施|主管|总共|合计|一共|总|前\S|亿元?|万元?|属性|类别|类型|性质|列|名单|清单|超过|以上|以下|不到|最\w|"
    r"十[一二三四五六七八九]五|时期|期间|安排|确定|提出|设置?|本|我|共|地方|地区|[县区市乡镇]{2}|各[县区市乡镇]|哪[个条座家]线?|属于|位于|目的|名[字称]|名字里|带|[一二三四五六七八九十两\d]+[个项条座家]"
)


@dataclass(frozen=True)
class Asked:
    """A question with its words of content, and the way to a row's passage."""

    question: Understanding
    words: Sequence[str]
    passage_of: RowPassage

    @property
    def text(self) -> str:
        """The question's text."""
        return self.question.text


def says_more(asked: Asked, table: Table, known: str = "") -> bool:
    """Whether a question holds words that such questions do not hold anyway.

    The table's title accounts for its own words whole, its headers and ``known`` for words that
    they share a part with.
    """
    known += "".join(column.text for column in table.columns)
    rest = [
        w
        for w in asked.words
        if w not in fold(table.title) and not any(w[i : i + 2] in known for i in range(len(w) - 1))
    ]
    return any(re.search(r"[\u3400-\u9fff]{2}", _REST.sub("", word)) for word in rest)


def title_end(text: str, title: str) -> str:
    """The end of a table's title (重点工程) where a question has it."""
    for size in range(len(title), 3, -1):
        if title[-size:] in text:
            return title[-size:]
    return ""


def listing(
    asked: Asked,
    table: Table,
    rows: Sequence[TableRow],
    title: str,
    at: Sequence[int] = (),
    derived: tuple[str, ...] = (),
) -> Draft:
    """A sentence that says what is listed, and a piece for each row in the table's order."""
    labels = tuple(re.findall(r"\d+", title)) + derived
    first = rows or table.rows[:1]
    sources = (whole(asked.passage_of(table, first[0].number)),) if not rows else ()
    lead = f"{title}：" if rows else f"{title.rstrip('：')}。"
    draft = Draft([Piece(lead, "computed", sources, labels)])
    name_at = grid.name_column(table) or 0
    for position, row in enumerate(rows, start=1):
        cells = [(grid.heading(table.columns[i]), grid.shown(table, row, i)) for i in at]
        said = "，".join(f"{header}{cell or '没有写明'}" for header, cell in cells)
        said = f"（{said}）" if said else ""
        end = "。" if position == len(rows) else "；"
        source = whole(asked.passage_of(table, row.number))
        # Equal weights keep the table's order among the citations, before what stands beside.
        weight = (1000 - position) / max(1, source.end - source.start)
        name = split_unit(row.cells[name_at].text)[0]
        draft.pieces.append(Piece(f"{name}{said}{end}", "figure", (source,), weight=weight))
    return draft
