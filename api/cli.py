"""The ``planqa`` command. Exit codes: 0 done, 1 the work failed, 2 unusable arguments."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from pathlib import Path

from api.settings import Settings, SettingsError, load_settings
from corpus.errors import PlanError

Command = Callable[[argparse.Namespace, Settings], int]


def say(text: str) -> None:
    """A line for people, on stderr."""
    print(text, file=sys.stderr)


def emit(value: object) -> None:
    """The one JSON document of ``--json``, on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def parser() -> argparse.ArgumentParser:
    """The command line of docs/contract.md."""
    top = argparse.ArgumentParser(prog="planqa", description="Ask a government plan.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str, *, as_json: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        if as_json:
            command.add_argument("--json", action="store_true", help="one JSON document on stdout")
        return command

    add("build", "read plans and publish a new index").add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="plan files (default: the catalogue)"
    )
    ask = add("ask", "answer one question")
    ask.add_argument("question")
    ask.add_argument("--plan", action="append", help="plan id; repeat for several")
    ask.add_argument(
        "--history", action="append", default=[], help="earlier question, oldest first"
    )
    search = add("search", "ranked passages")
    search.add_argument("query")
    search.add_argument("-k", type=int, default=10, help="how many (default 10)")
    for name, text in (("indicators", "indicators and their values"),
                       ("commitments", "what the plan promises")):  # fmt: skip
        command = add(name, text)
        command.add_argument("query", nargs="?")
    add("conflicts", "where the plan differs from itself")
    serve = add("serve", "the HTTP service", as_json=False)
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int)
    add("staff-password", "make the hash of a password for the staff console", as_json=False)
    add("doctor", "check environment, model, snapshot, disk")
    for plugin in entry_points(group="planqa.commands"):
        commands.add_parser(
            plugin.name, help=f"{plugin.name} (see planqa {plugin.name} --help)", add_help=False
        )
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    plugins = {plugin.name: plugin for plugin in entry_points(group="planqa.commands")}
    if given and given[0] in plugins:
        return int(plugins[given[0]].load()(given[1:]))
    options = parser().parse_args(given)
    try:
        return _run(options)
    except SettingsError as error:
        say(str(error))
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    from api import commands
    from index.errors import EncoderError, IndexingError
    from qa.errors import QuestionError

    settings = load_settings()
    command: Command = getattr(commands, options.command.replace("-", "_"))
    try:
        return command(options, settings)
    except QuestionError as error:
        say(error.message)
        return 2
    except (PlanError, IndexingError, EncoderError) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
