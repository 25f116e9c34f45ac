"""The benchmark's documentation is tested: every metric, command, option and file has its place."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from eval.cli import _parser
from eval.metrics import METRICS
from eval.report import BEGIN, END
from eval.variants import RULES

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/evaluation.md").read_text("utf-8")
COMMON = {"--help", "--var", "--cache", "--encoder"}
"""Settings of every command (docs/settings.md), and argparse's own."""


def commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in _parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def test_every_command_and_option_is_documented() -> None:
    for name, command in commands():
        assert f"`planqa eval {name} " in DOCUMENT
        for action in command._actions:
            long = [option for option in action.option_strings if option.startswith("--")]
            assert all(option in COMMON or option in DOCUMENT for option in long), long


def test_every_metric_is_documented() -> None:
    for metric in METRICS:
        assert f"`{metric.name.split(':')[0]}`" in DOCUMENT, metric.name


def test_every_variant_class_and_committed_set_is_documented() -> None:
    words = {"homophone", "look-alike", "dropped", "doubled", "traditional", "full width"}
    words |= {"keywords", "pinyin", "another order"}
    assert len(words) == len(RULES)
    assert all(word in DOCUMENT for word in words)
    listed = (ROOT / "eval/sets/README.md").read_text("utf-8")
    plans = {path.stem for path in (ROOT / "eval/sets/plans").iterdir()}
    for path in (ROOT / "eval/sets").glob("*.jsonl"):
        assert f"`{path.name}`" in listed or path.stem in plans, path.name


def test_the_readme_has_its_table_written_by_the_tool() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    table = text[text.index(BEGIN) + len(BEGIN) : text.index(END)]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert len(rows) > 2
    assert re.search(r"mentougou\.test（\d+题） \| product \| \d\.\d\d \(", table)
