"""A builder killed at any moment leaves the old snapshot whole, and the next build works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def harness(mode: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.crash.harness", mode, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize("mode", ["update", "first"])
def test_killed_before_every_step(mode: str, tmp_path: Path) -> None:
    result = harness(mode, tmp_path)
    seen = result["seen"]
    assert len(seen) > 40, "the steps of a build are not seen any more"
    switch = seen.index(result["new"])
    assert set(seen[:switch]) == {result["old"]}
    assert set(seen[switch:]) == {result["new"]}


def test_killed_in_the_middle_of_every_write(tmp_path: Path) -> None:
    result = harness("torn", tmp_path)
    assert len(result["seen"]) > 9, "the writes of a build are not seen any more"
    assert set(result["seen"][:-1]) == {result["old"]}
    assert result["seen"][-1] == result["new"]


def test_readers_always_load_a_whole_snapshot(tmp_path: Path) -> None:
    result = harness("readers", tmp_path)
    assert result["statuses"] == [0, 0]
    assert min(result["loaded"]) > 3
    assert result["strangers"] == []


def test_of_several_builders_each_publishes_or_says_that_another_builds(tmp_path: Path) -> None:
    result = harness("builders", tmp_path)
    assert set(result["codes"]) <= {0, 3}
    assert 0 in result["codes"]
    assert result["current"]
