from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from qa.model import Reply
from tests.browser.sites import Script, unreliable
from tests.browser.widget import RATE, Widget

Play = Callable[..., tuple[Widget, Script]]


@pytest.fixture
def play(page: Page, ask: Callable[..., Reply]) -> Iterator[Play]:
    """A widget over a service that does the given acts, one a question."""
    with ExitStack() as stack:

        def start(*acts: str) -> tuple[Widget, Script]:
            reply = json.loads(ask(RATE).model_dump_json(by_alias=True))
            script = Script(reply, list(acts))
            return Widget(page, stack.enter_context(unreliable(script))), script

        yield start


def test_a_running_answer_can_be_stopped_and_asked_again(play: Play) -> None:
    widget, script = play("hang", "done")
    widget.send(RATE)
    expect(widget.last).to_contain_text("2020年100%")
    widget.root.get_by_role("button", name="停止").click()
    expect(widget.last).to_contain_text("已停止，上面的回答不完整。")
    expect(widget.last).to_contain_text("2020年100%")
    expect(widget.root.get_by_role("status")).to_have_text("已停止。")
    assert script.left.wait(10), "the service is told that nobody waits any more"
    widget.last.get_by_role("button", name="再问一次").click()
    expect(widget.last.get_by_role("heading", name="引文", exact=True)).to_be_visible()
    expect(widget.turns).to_have_count(1)


def test_waiting_is_shown_and_can_be_ended(play: Play) -> None:
    widget, _ = play("done")
    widget.hold()
    widget.send("第一个问题")
    expect(widget.last).to_contain_text("正在规划里查找…")
    expect(widget.root.get_by_role("button", name="停止")).to_be_visible()
    widget.root.get_by_role("button", name="停止").click()
    expect(widget.last).to_contain_text("已停止，没有收到回答。")
    widget.release()
    assert "第一个问题" not in widget.stored(), "not kept: nobody has screened it"


@pytest.mark.parametrize(("act", "said"), [
    ("busy", "现在提问的人较多，请稍后再试。"),
    ("error", "回答没有发完。"),
    ("cut", "回答没有收全，请再问一次。"),
])  # fmt: skip
def test_a_failure_is_said_and_the_question_can_be_sent_again(
    play: Play, act: str, said: str
) -> None:
    widget, _ = play(act, "done")
    turn = widget.ask(RATE)
    expect(turn).to_contain_text(said)
    expect(widget.root.get_by_role("status")).to_have_text(f"这次没有答成。{said}")
    turn.get_by_role("button", name="再问一次").click()
    expect(turn.get_by_role("heading", name="引文", exact=True)).to_be_visible()
    assert [body["question"] for body in widget.asked] == [RATE, RATE]


def test_without_a_network_it_says_so_and_recovers(page: Page, server: str) -> None:
    widget = Widget(page, f"{server}/")
    page.route("**/v1/ask/stream", lambda route: route.abort(), times=1)
    turn = widget.ask(RATE)
    expect(turn).to_contain_text("没有连上服务。请检查网络后再试。")
    turn.get_by_role("button", name="再问一次").click()
    expect(turn.get_by_role("heading", name="引文", exact=True)).to_be_visible()


def test_feedback_that_fails_keeps_the_question_open(play: Play) -> None:
    widget, _ = play("done")
    turn = widget.ask(RATE)
    turn.get_by_role("button", name="有用").click()
    expect(turn.locator(".feedback .problem")).to_have_text("意见没有提交成功，请稍后再试。")
    expect(turn.get_by_role("button", name="有用")).to_be_visible()
