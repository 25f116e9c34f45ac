"""The documentation is tested: every setting, endpoint and command has its place in it."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from api.app import create_app
from api.cli import parser
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
CONTRACT = (ROOT / "docs/contract.md").read_text("utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text("utf-8")


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"`({PREFIX}[A-Z_]+)`", SETTINGS)) - {PREFIX} == known


def test_every_endpoint_is_in_the_contract() -> None:
    for path in create_app(Settings()).openapi()["paths"]:
        bare = re.sub(r"\{[a-z_]+\}", "{id}", path)
        assert bare.split("/{id}")[0] in CONTRACT, path


def test_every_command_is_in_the_contract() -> None:
    actions = [a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)]
    for name in actions[0].choices:
        assert re.search(rf"planqa [a-z /]*{name}", CONTRACT), name


def test_every_make_target_is_explained() -> None:
    lines = (ROOT / "Makefile").read_text("utf-8").splitlines()
    phony = next(line for line in lines if line.startswith(".PHONY")).split(":")[1].split()
    explained = {line.split(":")[0] for line in lines if "##" in line}
    assert set(phony) <= explained


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(p.name[:4]) for p in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
