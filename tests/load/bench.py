"""Measure speed and memory beside a plain baseline in the same run: ``make bench``.

The baseline is plain retrieval in this process: BM25 and one embedding fused by reciprocal
rank, no answer composed. Traffic goes to the loopback address only and is bounded. The bare
checkout is a fresh clone with an environment of its own, downloads included; ``--no-bare``
leaves it out.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np

from api.auth.passwords import hash_password
from corpus.catalogue import load_catalogue
from index.encoder import load_encoder
from index.store import SnapshotStore
from tests.browser.staff import PASSWORD
from tests.load.keys import key_rows
from tests.load.paint import paint_rows

ROOT = Path(__file__).parents[2]
CACHE = Path(os.environ.get("PLANQA_CACHE_DIR", ROOT / "var/cache"))
QUESTIONS = [
    "学前教育目标是什么", "普惠性幼儿园覆盖率是多少", "有哪些重点项目", "校园安全有哪些措施",
    "2020年本区学前三年毛入园率是多少", "表2中2025年目标值不到80%的指标有哪些",
    "公办幼儿园一个月交多少保教费", "老人想学点东西有地方去吗", "“五航工程”是什么意思",
    "高等教育毛入学率从2015年到2020年提高了多少个百分点", "教育经费怎么保障",
    "特殊教育有哪些安排", "中职学生怎么升学", "课后服务怎么做", "智慧校园怎么建设",
]  # fmt: skip


class Row(NamedTuple):
    """One measurement, what it may be at most, and the plain baseline's."""

    name: str
    value: float
    limit: float | None = None
    baseline: float | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and keep it as JSON in ``var/bench``; 1 where a limit is passed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--no-bare", action="store_true", help="without the bare checkout")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PLANQA_VAR_DIR": folder, "PLANQA_CACHE_DIR": str(CACHE)}
        rows = [] if options.no_bare else [bare_row()]
        rows += build_rows(environment)
        rows.append(second_run(environment))
        rows += server_rows(environment, baseline(Path(folder)))
        seconds = timed(lambda: planqa(["ask", QUESTIONS[0]], environment))
        rows.append(Row("planqa ask, cold (s)", seconds, 4.0))
    show(rows, load)
    out = ROOT / "var/bench"
    out.mkdir(parents=True, exist_ok=True)
    record = {"load_before": load, "rows": [row._asdict() for row in rows]}
    (out / "latest.json").write_text(json.dumps(record, ensure_ascii=False, indent=1), "utf-8")
    return int(any(row.limit is not None and row.value > row.limit for row in rows))


def show(rows: Sequence[Row], load: float) -> None:
    """Print the table."""
    print(f"{os.cpu_count()} cores, load before the run {load:.1f}")
    print(f"{'':40}{'measured':>10}{'at most':>10}{'baseline':>10}{'ratio':>8}")
    for name, value, limit, plain in rows:
        bound = f"{limit:10.1f}" if limit else " " * 10
        beside = f"{plain:10.1f}{value / plain:8.2f}" if plain else " " * 18
        over = "  over" if limit and value > limit else ""
        print(f"{name:40}{value:10.2f}{bound}{beside}{over}".rstrip())


def timed(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def planqa(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a command and fail loudly when it fails."""
    subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        check=True, env=environment, cwd=ROOT, capture_output=True,
    )  # fmt: skip


def build_rows(environment: dict[str, str]) -> list[Row]:
    """Build of the catalogue, first and unchanged."""
    return [
        Row(name, timed(lambda: planqa(["build"], environment)), limit)
        for name, limit in (("build, first (s)", 40.0), ("build, nothing changed (s)", 3.0))
    ]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str], environment: dict[str, str], folder: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process group of its own, ended with all that it started."""
    process = subprocess.Popen(
        command, env=environment, cwd=folder, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def bare_row() -> Row:
    """A bare checkout, ``make run``, until the first answer; nothing comes from pip's cache."""
    with tempfile.TemporaryDirectory() as folder:
        checkout, port = Path(folder) / "planqa", free_port()
        clone = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(checkout)]
        subprocess.run(clone, check=True, capture_output=True)
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PLANQA_", "VIRTUAL"))}
        kept.pop("PYTHONPATH", None)
        environment = {**kept, "PIP_NO_CACHE_DIR": "1"}
        start = time.perf_counter()
        with running(["make", "run", f"PORT={port}"], environment, checkout) as server:
            wait(f"http://127.0.0.1:{port}", server, 900)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                one(client, QUESTIONS[0])
            return Row("bare checkout to first answer (s)", time.perf_counter() - start, 300.0)


def second_run(environment: dict[str, str]) -> Row:
    """``make run`` where everything is there already, until it is ready."""
    port = free_port()
    ready = (ROOT / ".venv").is_dir()
    command = (
        ["make", "run", f"PORT={port}", f"MODEL={CACHE}"]
        if ready
        else ["sh", "-c", f'"$0" -m api.cli build && exec "$0" -m api.cli serve --port {port}',
              sys.executable]
    )  # fmt: skip
    start = time.perf_counter()
    with running(command, environment, ROOT) as server:
        wait(f"http://127.0.0.1:{port}", server, 120)
        return Row("second make run to /readyz (s)", time.perf_counter() - start, 8.0)


def baseline(folder: Path) -> float:
    """p50 in ms of plain fused retrieval over the questions."""
    encoder = load_encoder("embedded", CACHE)
    snapshot = SnapshotStore(folder / "index").load(encoder.fingerprint)
    spent = []
    for question in different_questions():
        start = time.perf_counter()
        lexical = snapshot.lexical.scores(snapshot.segmenter.cut(question))
        dense = snapshot.vectors.matrix @ encoder.encode_queries([question])[0]
        ranks = [np.argsort(np.argsort(-scores)) for scores in (lexical, dense)]
        np.argsort(-sum(1 / (60 + rank) for rank in ranks))
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def server_rows(environment: dict[str, str], plain: float) -> list[Row]:
    """Latency, throughput and memory of the server."""
    port = free_port()
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    console = {"PLANQA_STAFF_PASSWORD_HASH": hash_password(PASSWORD)}
    with running(command, environment | console, ROOT) as server:
        url = f"http://127.0.0.1:{port}"
        wait(url, server, 60)
        with httpx.Client(base_url=url) as client:
            first = [one(client, q) for q in different_questions()]
            again = [one(client, q) for q in QUESTIONS * 20]
        rows = [*latency("new questions", first, plain), *latency("asked before", again, plain)]
        rows += [throughput(url, clients) for clients in (1, 2, 8)]
        status = Path(f"/proc/{server.pid}/status").read_text()
        rows += [Row(*row) for row in paint_rows(url, load_catalogue()[0].id)]
        rows += [Row(*row) for row in key_rows(url)]
        memory = int(next(x for x in status.splitlines() if "VmRSS" in x).split()[1]) / 1024
        return [*rows, Row("server memory (MB)", memory, 600.0)]


def different_questions() -> list[str]:
    """Questions of the tuning set, each once: none is in any memory."""
    lines = (ROOT / "eval/sets/mentougou.tune.jsonl").read_text("utf-8").splitlines()
    found = (json.loads(line).get("question") for line in lines)
    return [q for q in dict.fromkeys(found) if q and len(q) <= 300]


def latency(name: str, spent: list[float], plain: float) -> list[Row]:
    """p50 and p99 of milliseconds, the first beside the baseline."""
    spent = sorted(spent)
    return [
        Row(f"ask, {name}, p50 (ms)", spent[len(spent) // 2], 12.0, plain),
        Row(f"ask, {name}, p99 (ms)", spent[int(len(spent) * 0.99)], 40.0),
    ]


def wait(url: str, server: subprocess.Popen[bytes], seconds: int) -> None:
    """Until the server is ready; ends the benchmark where it stops or takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"the server did not become ready (exit code {server.poll()})")


def one(client: httpx.Client, question: str) -> float:
    """Milliseconds of one request; a failed one ends the benchmark."""
    start = time.perf_counter()
    client.post("/v1/ask", json={"question": question}).raise_for_status()
    return (time.perf_counter() - start) * 1000


def throughput(url: str, clients: int) -> Row:
    """Questions per second with several clients."""

    def run(_: int) -> None:
        with httpx.Client(base_url=url, timeout=30) as client:
            for question in QUESTIONS * 4:
                one(client, question)

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(run, range(clients)))
    total = clients * len(QUESTIONS) * 4
    return Row(f"questions/s, {clients} clients", total / (time.perf_counter() - start))


if __name__ == "__main__":
    sys.exit(main())
