"""The architecture as the folders show it: which way imports go, what has a docstring."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = {"corpus": 0, "index": 1, "qa": 2, "api": 3, "eval": 3}
MODULES = sorted(
    path for package in ORDER for path in (ROOT / package).rglob("*.py") if "sets" not in path.parts
)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_flow_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    wrong = {
        name
        for name in imported(path) & set(ORDER)
        if name != package and ORDER[name] >= ORDER[package]
    }
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_modules_say_what_lives_in_them_and_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= 420, "split this module"


def test_no_pickle_anywhere() -> None:
    for path in MODULES:
        assert not imported(path) & {"pickle", "dill", "joblib", "marshal"}


def test_the_product_never_reads_outside_the_checkout() -> None:
    for path in MODULES:
        assert "../shared" not in path.read_text("utf-8")
