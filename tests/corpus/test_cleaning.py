"""Slips of text recognition in punctuation and figures."""

from __future__ import annotations

import pytest

from corpus.cleaning import Cleaner, Log, MappedText


def clean(text: str, *, cell: bool = False) -> str:
    cleaner = Cleaner(Log(), traditional=False)
    whole = MappedText.of(text, 0, len(text))
    return (cleaner.cell(whole) if cell else cleaner.prose(whole)).text


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("整改完成率 100%,6 家机构获评三星级", "整改完成率100%，6家机构获评三星级"),
        ("护理员 612 人,23 家机构;4 家公办", "护理员612人，23家机构；4家公办"),
        ("投入 1,200 万元", "投入1,200万元"),
        ("比例为1:4", "比例为1:4"),
        ("达到1 750人，补助12\u2009000元", "达到1750人，补助12000元"),
        ("2021 2022年，见表1 200项", "2021 2022年，见表1 200项"),
    ],
)
def test_a_comma_before_a_number_is_no_thousands_separator(printed: str, meant: str) -> None:
    assert clean(printed) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [("60. 3", "60.3"), ("> 95", ">95"), ("1. 建", "1. 建"), ("1 750", "1750")],
)
def test_a_figure_in_a_cell_has_no_space(printed: str, meant: str) -> None:
    assert clean(printed, cell=True) == meant
