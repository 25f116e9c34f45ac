"""What each command of ``planqa`` does; one function a command, exit code returned."""

from __future__ import annotations

import argparse
from pathlib import Path

from api.cli import emit, say
from api.settings import Settings, checked
from corpus.model import Plan
from qa.model import Question, Reply


def build(options: argparse.Namespace, settings: Settings) -> int:
    """Read plans and publish a snapshot."""
    from api.stores import open_store
    from index.build import build as build_index
    from index.encoder import load_encoder
    from index.identity import fingerprint

    cache = Path(settings.cache_dir)
    report = build_index(
        options.paths or None,
        open_store(settings),
        lambda: load_encoder(settings.encoder, cache),
        fingerprint(settings.encoder, cache),
        catalogue=options.add,
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
    for title in report.dropped:
        say(f"不再提供：{title}（要保留目录中的规划，请用 planqa build --add）")
    state = "已发布" if report.changed else "没有变化"
    say(f"{state}：{report.snapshot_id}（{report.seconds}秒，新嵌入{report.embedded}条）")
    return 0


def expand(options: argparse.Namespace, settings: Settings) -> int:
    """Have questions written for a plan, or accept them."""
    from api.expand.command import expand as run

    return run(options, settings)


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer one question."""
    from api.service import load_engine
    from qa.normalise import check

    question = Question(
        text=options.question,
        history=tuple(options.history),
        plan_ids=tuple(options.plan) if options.plan else None,
        top_k=options.top_k,
    )
    check(question)
    engine, _ = load_engine(settings)
    reply = engine.ask(question)
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


def plans_of(options: argparse.Namespace, settings: Settings) -> tuple[Plan, ...]:
    """The plans of the snapshot that ``--plan`` names; all without it."""
    from api.stores import open_store
    from qa.errors import QuestionError

    plans = open_store(settings).load().plans
    known = {plan.entry.id: plan for plan in plans}
    if set(options.plan or ()) - set(known):
        raise QuestionError("unknown_plan", f"没有这份规划；现有：{'、'.join(known)}。")
    return tuple(plan for plan in plans if not options.plan or plan.entry.id in options.plan)


def words_of(options: argparse.Namespace) -> str | None:
    """The words to look for, held to the rules of a question; None where there are none."""
    from qa.normalise import check

    if not (options.query and options.query.strip()):
        return None
    check(Question(text=options.query))
    return str(options.query)


def unknown(message: str) -> int:
    """Say what is not known; the exit code of unusable arguments."""
    say(message)
    return 2


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Ranked passages."""
    from api.service import load_engine
    from qa.catalogue import has_section

    engine, _ = load_engine(settings)
    if options.section and not has_section(engine.snapshot.plans, options.section):
        return unknown("没有这一节，请用 /v1/plans/{id} 中的编号或标题。")
    found = engine.search(options.query, options.k, options.plan, options.section)
    if options.json:
        emit({"query": options.query, "results": [c.model_dump(mode="json") for c in found]})
        return 0
    for citation in found:
        print(f"[{citation.n}] {' › '.join(citation.section_path)}\n    {citation.text[:80]}")
    return 0


def indicators(options: argparse.Namespace, settings: Settings) -> int:
    """Indicators and their values."""
    from qa.catalogue import matching_indicators
    from qa.present import show_indicator

    plans = plans_of(options, settings)
    found = matching_indicators(plans, words_of(options), options.year)
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
    from qa.catalogue import has_section, matching_commitments

    plans = plans_of(options, settings)
    if options.section and not has_section(plans, options.section):
        return unknown("没有这一节，请用 /v1/plans/{id} 中的编号或标题。")
    found = matching_commitments(
        plans,
        words_of(options),
        section=options.section,
        quantified=options.quantified,
        deadline=options.deadline,
        page=options.page,
    )
    if options.json:
        emit({"commitments": [c.model_dump(mode="json") for c in found]})
        return 0
    for commitment in found:
        print(f"{commitment.text}（{' › '.join(commitment.path)}）")
    return 0


def conflicts(options: argparse.Namespace, settings: Settings) -> int:
    """Where the plan differs from itself."""
    from qa.present import show_conflict

    found = [c for plan in plans_of(options, settings) for c in plan.conflicts]
    if options.json:
        emit({"conflicts": [show_conflict(c).model_dump() for c in found]})
        return 0
    for conflict in found:
        sides = " / ".join(f"{s.name}：{s.display}" for s in conflict.statements)
        print(f"{conflict.kind.value}　{conflict.year or ''}　{sides}")
    return 0


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """The HTTP service."""
    import uvicorn

    given = {"host": options.host, "port": options.port, "workers": options.workers}
    chosen = checked({**settings.model_dump(), **{k: v for k, v in given.items() if v is not None}})
    fault = unusable(chosen.host, chosen.port)
    if fault:
        say(f"不能在 {chosen.host}:{chosen.port} 提供服务（{fault}）；换一个端口，例如 --port 8001")
        return 1
    say(f"http://{chosen.host}:{chosen.port} （按 Ctrl-C 结束）")
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        http="api.protocol:JsonErrors",
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        access_log=False,
        log_level="warning",
    )
    return 0


def unusable(host: str, port: int) -> str:
    """Why an address cannot be served on; empty where it can."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return ""


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Check environment, model, plans, snapshot and disk; each failure names its remedy."""
    from api.doctor import examine

    checks = list(examine(settings))
    if options.json:
        emit({"checks": [check._asdict() for check in checks]})
    else:
        for check in checks:
            print(f"{'正常' if check.ok else '有误'}　{check.name}　{check.detail}")
    return 0 if all(check.ok for check in checks) else 1


def staff_password(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for a password and print the setting that holds its hash."""
    import getpass
    import sys

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
