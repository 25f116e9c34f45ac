"""Measure speed and memory beside a plain baseline in the same run: ``make bench``.

The baseline is plain retrieval in this process: BM25 and one embedding fused by reciprocal
rank, no answer composed. Traffic goes to the loopback address only and is bounded.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np

from corpus.catalogue import load_catalogue
from index.encoder import load_encoder
from index.store import SnapshotStore
from tests.load.paint import paint_rows

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "var/cache"
QUESTIONS = [
    "学前教育目标是什么", "普惠性幼儿园覆盖率是多少", "有哪些重点项目", "校园安全有哪些措施",
    "2020年本区学前三年毛入园率是多少", "表2中2025年目标值不到80%的指标有哪些",
    "公办幼儿园一个月交多少保教费", "老人想学点东西有地方去吗", "“五航工程”是什么意思",
    "高等教育毛入学率从2015年到2020年提高了多少个百分点", "教育经费怎么保障",
    "特殊教育有哪些安排", "中职学生怎么升学", "课后服务怎么做", "智慧校园怎么建设",
]  # fmt: skip


def main() -> int:
    """Print the table and keep it as JSON in ``var/bench``."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PLANQA_VAR_DIR": folder, "PLANQA_CACHE_DIR": str(CACHE)}
        rows = build_rows(environment)
        rows += server_rows(environment, baseline(Path(folder)))
        start = time.perf_counter()
        planqa(["ask", QUESTIONS[0]], environment)
        rows.append(("planqa ask, cold (s)", time.perf_counter() - start, 4.0, None))
    print(f"{'':44}{'measured':>10}{'at most':>10}{'baseline':>10}{'ratio':>8}")
    for name, value, target, plain in rows:
        limit = f"{target:10.1f}" if target else " " * 10
        beside = f"{plain:10.1f}{value / plain:8.2f}" if plain else ""
        print(f"{name:44}{value:10.2f}{limit}{beside}")
    out = ROOT / "var/bench"
    out.mkdir(parents=True, exist_ok=True)
    (out / "latest.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    return 0


Row = tuple[str, float, float | None, float | None]


def planqa(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a command and fail loudly when it fails."""
    subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        check=True, env=environment, cwd=ROOT, capture_output=True,
    )  # fmt: skip


def build_rows(environment: dict[str, str]) -> list[Row]:
    """Build of the catalogue, first and unchanged."""
    rows: list[Row] = []
    for name, target in (("build, first (s)", 40.0), ("build, nothing changed (s)", 3.0)):
        start = time.perf_counter()
        planqa(["build"], environment)
        rows.append((name, time.perf_counter() - start, target, None))
    return rows


def baseline(folder: Path) -> float:
    """p50 in ms of plain fused retrieval over the questions."""
    encoder = load_encoder("embedded", CACHE)
    snapshot = SnapshotStore(folder / "index").load(encoder.fingerprint)
    spent = []
    for question in QUESTIONS * 4:
        start = time.perf_counter()
        lexical = snapshot.lexical.scores(snapshot.segmenter.cut(question))
        dense = snapshot.vectors.matrix @ encoder.encode_queries([question])[0]
        ranks = [np.argsort(np.argsort(-scores)) for scores in (lexical, dense)]
        np.argsort(-sum(1 / (60 + rank) for rank in ranks))
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def server_rows(environment: dict[str, str], plain: float) -> list[Row]:
    """Start, latency, throughput and memory of the server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    command = [sys.executable, "-m", "api.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        wait(url)
        rows: list[Row] = [("start to /readyz (s)", time.perf_counter() - start, 8.0, None)]
        with httpx.Client(base_url=url) as client:
            spent = sorted(one(client, q) for q in QUESTIONS * 10)
        rows.append(("ask, one client, p50 (ms)", spent[len(spent) // 2], 12.0, plain))
        rows.append(("ask, one client, p99 (ms)", spent[int(len(spent) * 0.99)], 40.0, None))
        rows += [throughput(url, clients) for clients in (1, 2, 8)]
        status = Path(f"/proc/{server.pid}/status").read_text()
        rows += paint_rows(url, load_catalogue()[0].id)
        memory = int(next(x for x in status.splitlines() if "VmRSS" in x).split()[1]) / 1024
        rows.append(("server memory (MB)", memory, 600.0, None))
        return rows
    finally:
        server.terminate()
        server.wait(10)


def wait(url: str) -> None:
    """Until the server is ready, at most a minute."""
    for _ in range(600):
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("the server did not become ready")


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
    return (f"questions/s, {clients} clients", total / (time.perf_counter() - start), None, None)


if __name__ == "__main__":
    sys.exit(main())
