"""What each command of ``planqa`` does; one function a command, exit code returned."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from api.cli import emit, say
from api.settings import Settings
from qa.model import Question, Reply


def build(options: argparse.Namespace, settings: Settings) -> int:
    """Read plans and publish a snapshot."""
    from api.service import open_store
    from index.build import build as build_index
    from index.encoder import load_encoder
    from index.identity import fingerprint

    cache = Path(settings.cache_dir)
    report = build_index(
        options.paths or None,
        open_store(settings),
        lambda: load_encoder(settings.encoder, cache),
        fingerprint(settings.encoder, cache),
    )
    if options.json:
        emit(report.model_dump())
        return 0
    for plan in report.plans:
        say(
            f"{plan.title}：{plan.sections}节，{plan.passages}段，{plan.tables}表，"
            f"{plan.indicators}项指标，{plan.commitments}条承诺，{plan.conflicts}处表述不同，"
            f"{plan.corrections}处整理"
        )
    state = "已发布" if report.changed else "没有变化"
    say(f"{state}：{report.snapshot_id}（{report.seconds}秒，新嵌入{report.embedded}条）")
    return 0


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question."""
    from api.service import load_engine

    engine, _ = load_engine(settings)
    reply = engine.ask(
        Question(
            text=options.question,
            history=tuple(options.history),
            plan_ids=tuple(options.plan) if options.plan else None,
        )
    )
    if options.json:
        emit(reply.model_dump(mode="json", by_alias=True))
    else:
        print(as_text(reply))
    return 0


def as_text(reply: Reply) -> str:
    """A reply for the terminal."""
    lines = [f"已按“{c.to}”理解“{c.source}”。" for c in reply.corrections]
    if reply.resolved_question != reply.question:
        lines.append(f"理解为：{reply.resolved_question}")
    lines += [reply.answer, ""]
    for indicator in reply.indicators:
        values = "，".join(
            f"{f'{v.year}年' if v.year else v.period or ''}{f'（{v.scope}）' if v.scope else ''}"
            f"{v.display}（{v.source.table or '正文'}）"
            for v in indicator.values
        )
        lines.append(f"指标　{indicator.name}：{values}")
    for citation in reply.citations or reply.nearest:
        lines.append(f"[{citation.n}] {citation.reference}")
    return "\n".join(lines)


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Ranked passages."""
    from api.service import load_engine

    engine, _ = load_engine(settings)
    found = engine.search(options.query, max(1, options.k))
    if options.json:
        emit({"query": options.query, "results": [c.model_dump(mode="json") for c in found]})
        return 0
    for citation in found:
        print(f"[{citation.n}] {' › '.join(citation.section_path)}\n    {citation.text[:80]}")
    return 0


def indicators(options: argparse.Namespace, settings: Settings) -> int:
    """Indicators and their values."""
    from api.service import open_store
    from qa.catalogue import matching_indicators
    from qa.present import show_indicator

    found = matching_indicators(open_store(settings).load().plans, options.query)
    if options.json:
        emit({"indicators": [show_indicator(i).model_dump() for i in found]})
        return 0
    for indicator in found:
        print(f"{indicator.name}：" + "，".join(
            f"{v.year or v.period_label or ''}{v.scope or ''} {v.display}" for v in indicator.values
        ))  # fmt: skip
    return 0


def commitments(options: argparse.Namespace, settings: Settings) -> int:
    """What the plan promises."""
    from api.service import open_store
    from qa.catalogue import matching_commitments

    found = matching_commitments(open_store(settings).load().plans, options.query)
    if options.json:
        emit({"commitments": [c.model_dump(mode="json") for c in found]})
        return 0
    for commitment in found:
        print(f"{commitment.text}（{' › '.join(commitment.path)}）")
    return 0


def conflicts(options: argparse.Namespace, settings: Settings) -> int:
    """Where the plan differs from itself."""
    from api.service import open_store
    from qa.present import show_conflict

    found = [c for plan in open_store(settings).load().plans for c in plan.conflicts]
    if options.json:
        emit({"conflicts": [show_conflict(c).model_dump() for c in found]})
        return 0
    for conflict in found:
        sides = " / ".join(f"{s.name}：{s.display}" for s in conflict.statements)
        print(f"{conflict.kind.value}　{conflict.year or ''}　{sides}")
    return 0


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """The HTTP service."""
    import os

    import uvicorn

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=options.host or settings.host,
        port=settings.port if options.port is None else options.port,
        workers=options.workers or settings.workers,
        access_log=False,
        log_level="warning",
    )
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Check environment, model, snapshot and disk; each failure ends in the mending command."""
    from api.faults import ApiError
    from api.service import load_engine, open_inbox

    checks: list[tuple[str, bool, str]] = []
    version = ".".join(map(str, sys.version_info[:2]))
    checks.append(("python", sys.version_info >= (3, 11), f"Python {version}；需要3.11以上"))
    free = shutil.disk_usage(Path.cwd()).free // 2**20
    checks.append(("disk", free > 500, f"剩余{free} MB；需要500 MB，请清理磁盘"))
    try:
        engine, _ = load_engine(settings)
        checks.append(("model and snapshot", True, f"snapshot {engine.snapshot.id}"))
    except Exception as error:  # every fault becomes a line with the command that mends it
        checks.append(("model and snapshot", False, str(error)))
    try:
        open_inbox(settings).check()
        checks.append(("database", True, "反馈与未答问题可以保存"))
    except ApiError as error:
        detail = f"{type(error.__cause__).__name__}；请改正 PLANQA_DATABASE_URL 或修复数据库"
        checks.append(("database", False, detail))
    if options.json:
        emit({"checks": [{"name": n, "ok": ok, "detail": d} for n, ok, d in checks]})
    else:
        for name, ok, detail in checks:
            print(f"{'正常' if ok else '有误'}　{name}　{detail}")
    return 0 if all(ok for _, ok, _ in checks) else 1


def staff_password(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for a password and print the setting that holds its hash."""
    import getpass

    from api.auth.passwords import WeakPasswordError, hash_password

    if sys.stdin.isatty():
        password = getpass.getpass("密码：")
        if getpass.getpass("再输入一次：") != password:
            say("两次输入不一样，请重新运行。")
            return 1
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        hashed = hash_password(password)
    except WeakPasswordError as error:
        say(str(error))
        return 1
    # Single quotes: a shell would read the dollar signs of the hash as names.
    print(f"PLANQA_STAFF_PASSWORD_HASH='{hashed}'")
    say("把上面一行放进服务的环境变量，然后重启服务。")
    return 0
