"""Classified lines to sections, paragraphs and tables' raw rows, with joined page breaks."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from corpus.cleaning import Cleaner, Log, MappedText, concat
from corpus.model import Page, Paragraph, Section, Span
from corpus.outline import RANKS, Contents, Line, bare, is_preface, key, number_of
from corpus.roles import Role, section_role
from corpus.sentences import split_sentences

_TERMINAL = re.compile(r"[。！？；：!?;:…][”’』」）)]*$")
_GOAL_DASH = re.compile(r"^(?:——|--+|—\s*—)\s*")
_ITEM_TITLE = re.compile(
    r"^(?:（[^）]{1,3}）|[一二三四五六七八九十]+、|\d+[.．、])\s*([^。：:]{2,40})[。：:](?=.)"
)
_GOAL_TITLE = re.compile(r"^(?:——|--+)\s*([^。：:]{2,40})[。：:]")
_BOLD_TITLE = re.compile(r"\s*\*\*([^*\n。：:]{2,30})[。：:]?\s*\*\*")
"""A goal whose title is set bold before its sentences."""
_BESIDE = len(RANKS) + 1
_UNIT_NOTE = re.compile(r"^\(?单位[:：]?\s*[^，。]{1,20}\)?$")
_INDENTED = 0.1
"""Share of lines with an indent that shows a file whose paragraphs all have one."""
_COVER = re.compile(r"^[^，。；：！？,;:!?]{1,40}$")


@dataclass
class RawTable:
    """A table's lines before cells are read."""

    caption: Line | None
    section: Section | None
    rows: list[Line] = field(default_factory=list)
    pieces: int = 1
    after_text: bool = False


@dataclass
class Blocks:
    """What the body holds, in reading order."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    tables: list[RawTable] = field(default_factory=list)


@dataclass
class _Open:
    """The paragraph that is being read, as raw lines."""

    kind: str
    section: Section
    lines: list[Line]


def identity(*parts: str) -> str:
    """Short content id: the first 12 hex digits of SHA-256 over the parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


class BlockReader:
    """Reads the lines of one document; use once."""

    def __init__(self, raw: str, contents: Contents, cleaner: Cleaner, log: Log) -> None:
        self._raw = raw
        self._contents = contents
        self._cleaner = cleaner
        self._log = log
        self._blocks = Blocks()
        self._stack: list[tuple[int, Section]] = []
        self._open: _Open | None = None
        self._table: RawTable | None = None
        self._caption: Line | None = None
        self._ids: dict[str, int] = {}
        self._indents = False

    def read(self, lines: list[Line]) -> Blocks:
        """Return the blocks in order."""
        texts = [line for line in lines if line.kind == "text"]
        self._indents = sum(map(self._indented, texts)) >= max(1, _INDENTED * len(texts))
        for line in lines:
            if line.kind == "title":
                self._blocks.title = self._clean_line(line).text
            elif line.kind == "heading":
                self._heading(line)
            elif line.kind == "caption":
                self._end_paragraph_unless_cut()
                self._caption = line
                self._table = self._last_table() if self._repeats(line) else None
            elif line.kind == "row":
                self._row(line)
            elif line.kind in ("text", "goal"):
                self._text(line)
        self._close()
        return self._blocks

    def _clean_line(self, line: Line) -> MappedText:
        return self._cleaner.prose(MappedText.of(self._raw, line.start, line.end))

    def _heading(self, line: Line) -> None:
        self._close()
        self._table = self._caption = None
        text = self._cleaner.heading(
            MappedText.of(self._raw, line.start, line.end), number_of(line.text, line.style) or ""
        )
        rank = RANKS.index(line.style) if line.style else self._hash_rank(line)
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        parent = self._stack[-1][1] if self._stack else None
        path = (*(parent.path if parent else ()), text.text)
        number = number_of(line.text, line.style)
        title = text.text
        if number is not None:
            cut = re.match(
                r"^(?:第[^篇编章节部]+(?:[篇编章节]|部分)|[一二三四五六七八九十]+、|（[^）]+）"
                r"|\d+(?:[.．]\d+)+[.．、]?|\d+(?:[.．、]|(?=\s))|专栏[一二三四五六七八九十\d]*)\s*[：:]?\s*",
                title,
            )
            number = title[: cut.end()].strip() if cut else number
            title = title[cut.end() :] if cut else title
        page = self._contents.pages.get(key(line.text))
        section = Section(
            id=self._unique("s", *path),
            kind="preface" if is_preface(bare(line.text)) and parent is None else "section",
            level=len(path),
            number=number,
            title=title or text.text,
            path=path,
            parent_id=parent.id if parent else None,
            page=Page(number=page, basis="toc")
            if page is not None
            else (parent.page if parent else None),
            source_span=text.span(),
        )
        self._blocks.sections.append(section)
        # Nothing stands below a preface: the next heading, of whatever rank, is beside it.
        self._stack.append((_BESIDE if is_preface(line.text) else rank, section))

    def _hash_rank(self, line: Line) -> int:
        """Unnumbered headings nest by ``#`` among themselves, below nothing numbered."""
        return 0 if line.hashes <= 1 or is_preface(line.text) else min(line.hashes, len(RANKS)) - 1

    def _unique(self, prefix: str, *parts: str) -> str:
        base = prefix + identity(*parts)
        self._ids[base] = self._ids.get(base, 0) + 1
        return base if self._ids[base] == 1 else f"{base}-{self._ids[base]}"

    def _section(self) -> Section:
        if self._stack:
            return self._stack[-1][1]
        preface = Section(
            id=self._unique("s", "preface"),
            kind="preface",
            level=1,
            number=None,
            title="前言",
            path=(),
            parent_id=None,
            page=None,
            source_span=Span(start=0, end=0),
        )
        self._blocks.sections.append(preface)
        self._stack.append((_BESIDE, preface))
        return preface

    def _text(self, line: Line) -> None:
        self._table = None
        if _UNIT_NOTE.match(line.text) is None:
            self._caption = None
        if self._open is not None and self._continues(self._open, line):
            before = self._open.lines[-1]
            self._log.add(
                "joined_lines", self._raw[before.end : line.start], "",
                Span(start=before.end, end=line.start),
                "a line of a paragraph" if self._indents else "a sentence cut by a page break",
            )  # fmt: skip
            self._open.lines.append(line)
            return
        self._close()
        kind = "goal" if line.kind == "goal" else "item" if line.style else "paragraph"
        self._open = _Open(kind, self._section(), [line])

    def _continues(self, block: _Open, line: Line) -> bool:
        """Whether a line goes on with the open paragraph: its sentence was cut, or the file
        breaks lines and indents paragraphs, and this line has no indent.
        """
        if line.kind != "text" or line.style or self._cover(line):
            return False
        if not self._indents:
            return not self._ended(block)
        if self._indented(line):
            return False
        next_line = self._raw.count("\n", block.lines[-1].end, line.start) == 1
        return next_line or not self._ended(block)

    def _indented(self, line: Line) -> bool:
        return self._raw[line.start : line.end].startswith(("\u3000\u3000", "    "))

    def _cover(self, line: Line) -> bool:
        """Whether a line before the first heading is of the cover: issuer, period, date."""
        before = self._open.lines[-1] if self._open is not None else line
        first = not self._stack or self._stack == [(_BESIDE, self._blocks.sections[0])]
        unnamed = not self._blocks.sections or not self._blocks.sections[0].path
        return first and unnamed and bool(_COVER.match(line.text) and _COVER.match(before.text))

    def _ended(self, block: _Open) -> bool:
        return bool(_TERMINAL.search(bare(self._raw[block.lines[-1].start : block.lines[-1].end])))

    def _end_paragraph_unless_cut(self) -> None:
        if self._open is not None and self._ended(self._open):
            self._close()

    def _row(self, line: Line) -> None:
        self._close()
        last = self._last_table()
        if self._table is None and last is not None and self._counts_on(last, line):
            self._table = last
        if self._table is None:
            section = self._stack[-1][1] if self._stack else None
            self._table = RawTable(self._caption, section)
            self._blocks.tables.append(self._table)
            self._caption = None
        elif self._raw.count("\n", self._table.rows[-1].end, line.start) > 1:
            before = self._table.rows[-1]
            self._table.pieces += 1
            self._log.add(
                "joined_table", self._raw[before.end : line.start], "",
                Span(start=before.end, end=line.start), "a table cut by a page break",
            )  # fmt: skip
        self._table.rows.append(line)

    def _last_table(self) -> RawTable | None:
        return self._blocks.tables[-1] if self._blocks.tables else None

    def _repeats(self, caption: Line) -> bool:
        """Whether a caption says that the last table goes on: 续表, or its label again."""
        last = self._last_table()
        if last is None:
            return False
        label = re.match(r"(?:附表|续表|表)\s*(\w*)", caption.text)
        first = re.match(r"(?:附表|表)\s*(\w*)", last.caption.text) if last.caption else None
        if label is None or not label[1]:
            return "续" in caption.text
        return first is not None and first[1] == label[1]

    def _counts_on(self, last: RawTable, line: Line) -> bool:
        """Whether a row without a caption takes up the count where the last table left it,
        with something between them that the page break brought along.
        """
        if self._caption is not None or last.section is not (
            self._stack[-1][1] if self._stack else None
        ):
            return False
        counts = [int(c[0]) for c in map(self._cells, last.rows) if c[0].isdigit()]
        first = self._cells(line)[0]
        return bool(counts) and first.isdigit() and int(first) == counts[-1] + 1

    def _cells(self, line: Line) -> list[str]:
        text = self._raw[line.start : line.end].strip(" ").removeprefix("|")
        return [cell.strip() for cell in text.split("\t" if "\t" in text else "|")]

    def _close(self) -> None:
        block, self._open = self._open, None
        if block is None:
            return
        parts = [MappedText.of(self._raw, line.start, line.end).strip() for line in block.lines]
        text = self._cleaner.prose(concat(parts))
        if not text.text:
            return
        match = None
        if block.kind == "goal":
            match = _GOAL_TITLE.match(text.text)
        elif section_role(block.section.path) is Role.GOAL:
            if block.kind == "item":
                match = _ITEM_TITLE.match(text.text)
            elif bold := _BOLD_TITLE.match(self._raw, block.lines[0].start):
                match = re.match(rf"({re.escape(bold[1].strip())})", text.text)
        self._blocks.paragraphs.append(
            Paragraph(
                id=self._unique("p", *block.section.path, text.text),
                section_id=block.section.id,
                kind="goal"
                if block.kind == "goal" or (match and block.kind != "item")
                else "item"
                if block.kind == "item"
                else "paragraph",
                title=match.group(1).strip() if match else None,
                text=text.text,
                sentences=split_sentences(text.text),
                page=block.section.page,
                source_span=text.span(),
            )
        )
        self.origins[self._blocks.paragraphs[-1].id] = text

    @property
    def origins(self) -> dict[str, MappedText]:
        """Cleaned text with origins of each paragraph, by paragraph id."""
        if not hasattr(self, "_origins"):
            self._origins: dict[str, MappedText] = {}
        return self._origins
