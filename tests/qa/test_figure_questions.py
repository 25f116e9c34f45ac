"""Questions over several indicators, areas and places of the first plan."""

from __future__ import annotations

from collections.abc import Callable

from qa.model import Reply, Status

Ask = Callable[[str], Reply]


def test_each_indicator_that_a_question_names_is_answered(ask: Ask) -> None:
    reply = ask("“双师型”教师比例和普惠性幼儿园覆盖率的目标是多少")
    names = {indicator.name for indicator in reply.indicators}
    assert {"普惠性幼儿园覆盖率", "中等职业教育“双师型”教师比例"} <= names
    assert len({conflict.indicator_id for conflict in reply.conflicts}) == 2


def test_the_one_that_the_plan_leaves_blank_is_named(ask: Ask) -> None:
    reply = ask("2020年智慧校园覆盖率和平安校园达标率分别是多少")
    assert reply.status is Status.PARTIAL
    assert "平安校园达标率2020年100%" in reply.answer
    assert "没有说明智慧校园覆盖率" in reply.answer


def test_two_indicators_are_compared_by_a_rule_that_is_shown(ask: Ask) -> None:
    reply = ask("普惠性幼儿园覆盖率和“双师型”教师比例的2025年目标相差多少")
    assert "相差10个百分点（95－85＝10）" in reply.answer


def test_only_values_of_the_area_asked_for_are_tested(ask: Ask) -> None:
    reply = ask("表1里2020年市级在99%以上的指标有哪些")
    assert "有3项" in reply.answer
    assert "学前三年毛入园率" not in reply.answer
    assert "（本区）" not in reply.answer


def test_rows_alike_in_two_areas_and_rows_above(ask: Ask) -> None:
    assert "数值相同的有6项" in ask("表1有几项指标本区和市级一样").answer
    assert "大于市级的有2项" in ask("表1中本区高于市级的指标有几项").answer


def test_highest_and_lowest_are_both_said(ask: Ask) -> None:
    answer = ask("表2中2025年目标值最高的是哪项，最低的是哪项").answer
    assert "最高的有1项" in answer
    assert "平安校园达标率" in answer
    assert "最低的有1项" in answer
    assert "骨干教师" in answer


def test_all_places_that_do_not_agree_are_listed_with_both_quotes(ask: Ask) -> None:
    reply = ask("正文和表格有哪些数对不上")
    assert f"规划中有{len(reply.conflicts)}处表述不同" in reply.answer
    cited = {citation.n for citation in reply.citations}
    for conflict in reply.conflicts:
        assert len(conflict.statements) > 1
        assert {statement.citation for statement in conflict.statements} <= cited


def test_a_range_that_stays_is_not_called_unchanged(ask: Ask) -> None:
    answer = ask("新增劳动力平均受教育年限五年增加了多少年").answer
    assert "没有变化" not in answer
    assert "实际差值可能不同" in answer


def test_another_share_is_no_answer_and_no_slip_of_the_pen(ask: Ask) -> None:
    reply = ask("公办园占比2020年是多少")
    assert reply.status is Status.REFUSED
    assert reply.corrections == ()


def test_the_areas_furthest_apart(ask: Ask) -> None:
    answer = ask("2020年本区和市级差距最大的指标是哪个").answer
    assert "有1项" in answer
    assert "高等教育毛入学率" in answer


def test_the_nth_row_gives_the_values_asked_for(ask: Ask) -> None:
    answer = ask("表1第一个指标2015年和2020年分别是多少").answer
    assert "学前三年毛入园率2015年95%" in answer
    assert "共列" not in answer


def test_one_indicator_against_another(ask: Ask) -> None:
    answer = ask("2025年绿色学校达标率比智慧校园覆盖率低多少").answer
    assert "相差15个百分点（85－70＝15）" in answer


def test_text_and_table_of_one_indicator(ask: Ask) -> None:
    answer = ask("普惠性幼儿园覆盖率正文和表2一样吗").answer
    assert "保持100%" in answer
    assert "≥95%" in answer
