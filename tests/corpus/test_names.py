"""When two names mean the same thing."""

from __future__ import annotations

import pytest

from corpus.names import same_name, tells_growth


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("改造老旧泵站", "老旧泵站改造数量"),
        ("完成围堤和涵闸改造", "围堤、涵闸改造数"),
        ("治理水土流失", "水土流失治理"),
        ("SO2年均浓度", "二氧化硫（SO2）年均浓度"),
    ],
)
def test_what_is_done_may_stand_before_or_after(said: str, row: str) -> None:
    assert same_name(said, row)


@pytest.mark.parametrize(
    ("said", "row"), [("新建老旧泵站", "老旧泵站改造数量"), ("改造泵站", "老旧泵站改造数量")]
)
def test_another_deed_or_a_wider_thing_is_another_indicator(said: str, row: str) -> None:
    assert not same_name(said, row)


def test_the_mean_of_a_year_is_no_growth() -> None:
    assert tells_growth("粮食产量年均增长率")
    assert not tells_growth("SO2年均浓度")
