"""``planqa eval``: run, compare, report and guard the benchmark.

Registered as ``planqa.commands: eval = "eval.cli:main"``. Exit codes: 0 done, 1 the work
failed (partial results are kept) or the gate found a drop, 2 unusable arguments or data.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from eval import commands
from eval.errors import EXIT_DONE, EXIT_FAILED, EvalError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code."""
    parser = _parser()
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 2
    try:
        outcome = arguments.run(arguments)
    except EvalError as fault:
        print(f"planqa eval: {fault}", file=sys.stderr)
        return fault.exit_code
    except OSError as fault:
        print(f"planqa eval: {fault}; what was answered is kept", file=sys.stderr)
        return EXIT_FAILED
    except KeyboardInterrupt:
        print("planqa eval: interrupted; run again to go on", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(outcome.document, ensure_ascii=False))
    else:
        print(outcome.text)
    return int(outcome.code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="planqa eval", description=__doc__)
    subs = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="one JSON document on stdout")
    common.add_argument("--quiet", action="store_true", help="no progress bar")
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument("--var", type=Path, default=Path(os.environ.get("PLANQA_VAR_DIR", "var")))
    cache = Path(os.environ.get("PLANQA_CACHE_DIR", "var/cache"))
    where.add_argument("--cache", type=Path, default=cache, help="folder of the embedded model")
    where.add_argument("--encoder", default=os.environ.get("PLANQA_ENCODER", "embedded"))
    where.add_argument("--out", type=Path, help="folder for results (default: VAR/eval/<set>)")
    _add_qa(subs.add_parser("qa", parents=[common, where], help="a question-answer set"))
    beir = subs.add_parser("retrieval", parents=[common, where], help="a BEIR folder")
    beir.add_argument("data_set", type=Path, metavar="DIR", help="BEIR folder or SQuAD file")
    beir.set_defaults(run=commands.retrieval)
    compare = subs.add_parser("compare", parents=[common], help="what changed between two runs")
    compare.add_argument("first", type=Path, metavar="A")
    compare.add_argument("second", type=Path, metavar="B")
    compare.add_argument("--system", default="product", help="system of A (and of B)")
    compare.add_argument("--second-system", help="system of B where it is another")
    compare.set_defaults(run=commands.compare_runs)
    report = subs.add_parser("report", parents=[common], help="write the reports of runs again")
    report.add_argument("runs", type=Path, nargs="+", metavar="DIR")
    report.add_argument("--set", type=Path, dest="set_path", help="the set, if moved since")
    report.add_argument(
        "--readme", type=Path, nargs="?", const=Path("README.md"), help="write the headline table"
    )
    report.set_defaults(run=commands.report)
    gate = subs.add_parser("gate", parents=[common], help="fail on a significant drop")
    gate.add_argument("runs", type=Path, nargs="+", metavar="DIR")
    gate.add_argument("--update", action="store_true", help="accept the runs as new baselines")
    gate.set_defaults(run=commands.gate)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("an address that begins with http:// or https://")
    return text


def _add_qa(qa: argparse.ArgumentParser) -> None:
    qa.add_argument("set_path", type=Path, metavar="FILE")
    qa.add_argument(
        "--url", type=_url, help="ask a running server instead of an engine in this process"
    )
    plan = "ask over this plan file instead of the served snapshot (may be repeated)"
    qa.add_argument("--plan", type=Path, action="append", default=[], metavar="PLAN", help=plan)
    qa.add_argument("--variants", action="store_true", help="add the variants made by rule")
    qa.add_argument("--baselines", action="store_true", help="BM25, dense and their fusion too")
    qa.add_argument("--peers", action="store_true", help="installed peer systems too")
    qa.add_argument("--ablations", action="store_true", help="the product without each stage")
    qa.add_argument(
        "--calibrate",
        type=Path,
        metavar="TUNE",
        help="fit the others' refusal thresholds here",
    )
    qa.add_argument("--limit", type=_positive, help="only the first N questions")
    qa.set_defaults(run=commands.question_answer)


if __name__ == "__main__":
    sys.exit(main() or EXIT_DONE)
