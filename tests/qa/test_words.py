"""Values that a table prints in words, and values of no year, as an answer says them."""

from __future__ import annotations

from pathlib import Path

from corpus.read import read_plan
from qa.lookup import label_of, state_words

PLAN = """# 某市“十五五”规划

一、主要目标

表1 主要指标

| 序号 | 指标 | 2025年 | 2030年 |
|---|---|---|---|
| 1 | 黑臭水体比例（％） | 3.2 | 基本消除 |
| 2 | 水土保持率（％） | 82 | 84 |

表2 重点工程

| 序号 | 项目名称 | 总投资（亿元） |
|---|---|---|
| 1 | 水库工程 | 38.6 |
"""


def test_words_are_said_for_their_year_and_investments_without_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    path.write_text(PLAN, "utf-8")
    plan = read_plan(path)
    passages = {p.id: p for p in plan.passages}
    water = next(i for i in plan.indicators if i.name == "黑臭水体比例")
    (piece,) = state_words(water, (2030,), passages.__getitem__)
    assert piece.text == "表1：黑臭水体比例2030年基本消除。"
    assert piece.sources[0].passage.row == 1
    assert state_words(water, (2025,), passages.__getitem__) == []
    cost = next(i for i in plan.indicators if i.name == "水库工程总投资")
    assert [f"{label_of(v)}{v.display}" for v in cost.values] == ["38.6亿元"]
