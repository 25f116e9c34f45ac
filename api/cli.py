"""The ``planqa`` command. Exit codes: 0 done, 1 the work failed, 2 unusable arguments."""

from __future__ import annotations

import argparse
import io
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
    """The one JSON document of ``--json``, on stdout: escaped where stdout is not UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    print(json.dumps(value, ensure_ascii=encoding != "utf8", indent=1))


def parser() -> argparse.ArgumentParser:
    """The command line of docs/contract.md."""
    top = argparse.ArgumentParser(prog="planqa", description="Ask a government plan.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str, *, as_json: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        if as_json:
            command.add_argument("--json", action="store_true", help="one JSON document on stdout")
        return command

    build = add("build", "read plans and publish a new index of exactly these")
    build.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH",
        help="plan files or folders of them (default: the catalogue)",
    )  # fmt: skip
    build.add_argument("--add", action="store_true", help="keep the catalogue's plans beside PATH")
    _add_expand(add)
    _add_questions(add)
    _add_look_ups(add)
    serve = add("serve", "the HTTP service", as_json=False)
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int)
    add("staff-password", "make the hash of a password for the staff console", as_json=False)
    add("doctor", "check environment, model, plans, snapshot, disk")
    for plugin in entry_points(group="planqa.commands"):
        commands.add_parser(
            plugin.name, help=f"{plugin.name} (see planqa {plugin.name} --help)", add_help=False
        )
    return top


def _add_expand(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    expand = add("expand", "have a configured model write questions for a plan's sentences")
    expand.add_argument("plan", metavar="PLAN", help="a catalogued plan's id, or a plan file")
    expand.add_argument(
        "--out", type=Path, metavar="FILE",
        help="the draft under review (default: PLAN.questions.draft.jsonl beside the plan)",
    )  # fmt: skip
    expand.add_argument("--per", type=_per, default=8, help="questions a sentence (default 8)")
    expand.add_argument("--limit", type=_limit, help="ask for at most so many passages now")
    expand.add_argument("--retry", action="store_true", help="ask again what the model declined")
    expand.add_argument("--dry-run", action="store_true", help="only say what would be done")
    expand.add_argument(
        "--accept", action="store_true", help="take the reviewed draft as the plan's questions"
    )


def _add_questions(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    ask = add("ask", "answer one question")
    ask.add_argument("question")
    ask.add_argument(
        "--history", action="append", default=[], help="earlier question, oldest first"
    )
    ask.add_argument("--top-k", type=int, default=5, help="most citations (default 5)")
    search = add("search", "ranked passages")
    search.add_argument("query")
    search.add_argument("-k", type=_count, default=10, help="how many, 1 to 50 (default 10)")
    search.add_argument("--section", help="section id, or words of its path")
    for command in (ask, search):
        command.add_argument("--plan", action="append", help="plan id; repeat for several")


def _add_look_ups(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    figures = add("indicators", "indicators and their values")
    figures.add_argument("query", nargs="?")
    figures.add_argument("--year", type=int, help="only those with a value of this year")
    promises = add("commitments", "what the plan promises")
    promises.add_argument("query", nargs="?")
    promises.add_argument("--section", help="section id, or words of its path")
    promises.add_argument("--quantified", action=argparse.BooleanOptionalAction)
    promises.add_argument("--deadline", type=int, help="year by which it is promised")
    promises.add_argument("--page", type=int, help="printed page")
    differences = add("conflicts", "where the plan differs from itself")
    for command in (figures, promises, differences):
        command.add_argument("--plan", action="append", help="plan id; repeat for several")


def _whole(text: str, most: int) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {most}")
    return int(text)


def _count(text: str) -> int:
    return _whole(text, 50)


def _per(text: str) -> int:
    return _whole(text, 20)


def _limit(text: str) -> int:
    return _whole(text, 100_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Before numpy is loaded: two threads make single questions slower on shared cores.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character
            stream.reconfigure(errors="backslashreplace")
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
    from api.expand.errors import ExpandError
    from index.errors import EncoderError, IndexingError
    from qa.errors import QuestionError

    settings = load_settings()
    command: Command = getattr(commands, options.command.replace("-", "_"))
    try:
        return command(options, settings)
    except QuestionError as error:
        say(error.message)
        return 2
    except (PlanError, IndexingError, EncoderError, ExpandError) as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main())
