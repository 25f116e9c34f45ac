"""What `planqa expand` does: find the plan, ask or accept, say how it went."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from api.cli import emit, say
from api.expand.accept import accept
from api.expand.asking import counts_of
from api.expand.client import ChatModel
from api.expand.draft import DRAFT_SUFFIX, DraftLine, draft_path, opened, read_draft
from api.expand.errors import ExpandError
from api.expand.run import Run, Tally
from api.expand.work import Job, Key, jobs, passage_hash, sentences_of
from api.settings import Settings
from corpus.catalogue import load_catalogue, plan_path
from corpus.model import Plan, PlanEntry
from corpus.read import read_plan
from corpus.readers import READERS
from index.build import documents
from index.expansion import SUFFIX, QuestionLine, read_lines
from index.progress import Progress
from qa.errors import QuestionError
from qa.likely import Checker, Written

INTERRUPTED = 130


def expand(options: argparse.Namespace, settings: Settings) -> int:
    """Write, or accept, the questions of one plan."""
    path, entry = find_plan(options.plan)
    plan = read_plan(path, entry)
    draft = options.out or draft_path(path)
    # Such a file would be indexed without anybody having read it.
    if draft.name.endswith(SUFFIX) and not draft.name.endswith(DRAFT_SUFFIX):
        raise QuestionError(
            "out_invalid", f"--out 不能以 {SUFFIX} 结尾：这样的文件会直接编入索引。"
        )
    if options.accept:
        return _accept(options, plan, path, draft)
    accepted = [line for _, line in read_lines(path)]
    if options.dry_run:
        return _foresee(options, settings, plan, draft, accepted)
    tally = Tally()
    code = _write(options, settings, plan, draft, accepted, tally)
    left = len(_open(options, plan, accepted, {line.key: line for _, line in read_draft(draft)}))
    _report(options, plan, draft, tally, left, code)
    return code


def _write(
    options: argparse.Namespace,
    settings: Settings,
    plan: Plan,
    draft: Path,
    accepted: Sequence[QuestionLine],
    tally: Tally,
) -> int:
    """Ask for what is missing and add it to the draft; the exit code, ``tally`` filled in."""
    model = ChatModel(settings)
    with opened(draft) as file:
        drafted = {line.key: line for _, line in file.lines()}
        wanted = _wanted(options, plan, accepted, drafted)
        checker = Checker(plan, _standing(plan, accepted, drafted))
        with Progress(len(wanted), "expanding") as bar:
            run = Run(model, checker, counts_of(options.per), file.append, bar.advance, tally)
            try:
                asyncio.run(run.all(wanted, settings.expand_concurrent))
            except ExpandError as error:
                tally.fault = str(error)
                return 1
            except KeyboardInterrupt:
                return INTERRUPTED
    return 1 if tally.failed else 0


def find_plan(name: str) -> tuple[Path, PlanEntry]:
    """File and entry of a catalogued plan's id or of a plan file.

    Raises `QuestionError` for an id that is not known, `PlanError` for a file that is no plan.
    """
    catalogue = {entry.id: entry for entry in load_catalogue()}
    if name in catalogue:
        return plan_path(catalogue[name]), catalogue[name]
    path = Path(name)
    if path.is_dir() or not (path.suffix.lower() in READERS or path.exists()):
        known = "、".join(catalogue)
        raise QuestionError(
            "unknown_plan", f"没有这份规划：请给一个规划文件，或目录中的编号（{known}）。"
        )
    return documents([path])[0]


def _open(
    options: argparse.Namespace,
    plan: Plan,
    accepted: Sequence[QuestionLine],
    drafted: dict[Key, DraftLine],
) -> list[Job]:
    """The passages still to be asked; ``--retry`` also those that the model declined."""
    done = [
        line
        for line in (*accepted, *drafted.values())
        if not (options.retry and line.status == "declined")
    ]
    return jobs(plan, done)


def _wanted(
    options: argparse.Namespace,
    plan: Plan,
    accepted: Sequence[QuestionLine],
    drafted: dict[Key, DraftLine],
) -> list[Job]:
    return _open(options, plan, accepted, drafted)[: options.limit]


def _standing(
    plan: Plan, accepted: Sequence[QuestionLine], drafted: dict[Key, DraftLine]
) -> list[Written]:
    """The questions that new ones are compared with: those of passages as they are now."""
    now = {passage.id: passage_hash(passage) for passage in plan.passages}
    return [
        Written(line.passage_id, line.start, question)
        for line in (*accepted, *drafted.values())
        if line.passage_id in now and line.passage_sha256 in ("", now[line.passage_id])
        for question in line.questions
    ]


def _foresee(
    options: argparse.Namespace,
    settings: Settings,
    plan: Plan,
    draft: Path,
    accepted: Sequence[QuestionLine],
) -> int:
    """Say what would be asked; nothing is asked or written."""
    drafted = {line.key: line for _, line in read_draft(draft)}
    wanted = _wanted(options, plan, accepted, drafted)
    sentences = sum(len(job.sentences) for job in wanted)
    characters = sum(job.length for job in wanted)
    if options.json:
        emit({
            "plan_id": plan.entry.id, "draft": str(draft), "url": settings.expand_url,
            "model": settings.expand_model, "of_sentences": sentences_of(plan),
            "passages": len(wanted), "sentences": sentences, "characters": characters,
            "questions": sentences * options.per,
        })  # fmt: skip
        return 0
    say(
        f"{plan.entry.title}：共{sentences_of(plan)}句，将问{len(wanted)}段{sentences}句"
        f"（原文约{characters}字，至多{sentences * options.per}问）。"
    )
    say(f"模型：{settings.expand_model or '未设置'}（{settings.expand_url or '未设置地址'}）")
    say(f"草稿：{draft}。这是预演，没有提问，也没有写文件。")
    return 0


def _accept(options: argparse.Namespace, plan: Plan, path: Path, draft: Path) -> int:
    if not draft.exists():
        raise ExpandError(f"{draft}: no such draft; run `planqa expand {options.plan}` first")
    with opened(draft) as file:
        accepted = [line for _, line in read_lines(path)]
        done = accept(plan, path, file, accepted, dry=options.dry_run)
    if options.json:
        emit({"plan_id": plan.entry.id, "accepted": not options.dry_run, **done._asdict()})
        return 0
    say(f"{plan.entry.title}：{done.sentences}句，{done.questions}问，检查通过。")
    if not options.dry_run:
        say("已放到规划旁边；运行 planqa build 后生效。")
    return 0


def _report(
    options: argparse.Namespace, plan: Plan, draft: Path, tally: Tally, left: int, code: int
) -> None:
    if options.json:
        emit({"plan_id": plan.entry.id, "draft": str(draft), **asdict(tally), "left": left})
    else:
        say(
            f"{plan.entry.title}：问了{tally.passages}段{tally.sentences}句，"
            f"写下{tally.questions}问，退回{tally.rejected.total()}问，"
            f"{tally.declined}句没有得到可用的问题，还有{left}段没有问。"
        )
        for name, count in tally.rejected.most_common():
            say(f"　退回　{name}　{count}")
    if tally.fault:
        say(tally.fault)
    if code:
        say("已写下的都保留；再次运行同一条命令就从这里继续。")
    elif not options.json and draft.exists():
        say(f"草稿：{draft}；审阅后运行 planqa expand {options.plan} --accept")
