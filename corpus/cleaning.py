"""Clean characters without losing where they came from, and log every change.

`MappedText` carries for each character the offset of its origin in the file, so that every
paragraph, sentence and cell can point back. The rules: markup, white space, radicals, widths
of punctuation, stray traditional characters (docs/adr/0006).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from corpus.model import Correction, Span

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_MARKUP = re.compile(r"\*\*|__|(?<![\w`])`|`(?![\w`])")
_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_GAP = re.compile(r"[ \t\u3000\xa0\u2009\u202f]")
_GROUPED = re.compile(rf"(?<![\d.表图])\d{{1,3}}(?:{_GAP.pattern}\d{{3}})+(?![\d.]?\d)")
_CLOSE = "，。；：？！、（）“”‘’《》"
_PUNCTUATION = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_RADICAL = re.compile(r"[\u2e80-\u2fdf]")


@dataclass(frozen=True)
class MappedText:
    """A text and, for each character, its offset in the file. ``len(text) == len(origins)``."""

    text: str
    origins: tuple[int, ...]

    @staticmethod
    def of(raw: str, start: int, end: int) -> MappedText:
        """The characters ``raw[start:end]`` as they are."""
        return MappedText(raw[start:end], tuple(range(start, end)))

    def slice(self, start: int, end: int) -> MappedText:
        """A part of the text."""
        return MappedText(self.text[start:end], self.origins[start:end])

    def __add__(self, other: MappedText) -> MappedText:
        return MappedText(self.text + other.text, self.origins + other.origins)

    def strip(self) -> MappedText:
        """Without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.slice(left, max(left, len(self.text.rstrip())))

    def span(self) -> Span:
        """The range of the file it came from (whole range, gaps included)."""
        if not self.origins:
            return Span(start=0, end=0)
        return Span(start=self.origins[0], end=self.origins[-1] + 1)

    def span_of(self, start: int, end: int) -> Span:
        """The file range of ``text[start:end]``."""
        return self.slice(start, end).span()


@dataclass
class Log:
    """Collects corrections in order of discovery."""

    entries: list[Correction] = field(default_factory=list)

    def add(self, kind: str, before: str, after: str, span: Span, reason: str) -> None:
        """Note one change."""
        self.entries.append(
            Correction(kind=kind, before=before, after=after, span=span, reason=reason)
        )


def substitute(
    text: MappedText,
    pattern: re.Pattern[str],
    replace: Callable[[re.Match[str]], str],
    note: Callable[[str, str, Span], None],
) -> MappedText:
    """Replace matches; a longer or shorter replacement maps to the match's first origins."""
    pieces: list[MappedText] = []
    position = 0
    for match in pattern.finditer(text.text):
        before, after = match.group(), replace(match)
        if before == after:
            continue
        origins = text.origins[match.start() : match.end()]
        note(before, after, Span(start=origins[0], end=origins[-1] + 1))
        pieces.append(text.slice(position, match.start()))
        pieces.append(MappedText(after, (origins + origins[-1:] * len(after))[: len(after)]))
        position = match.end()
    pieces.append(text.slice(position, len(text.text)))
    return concat(pieces)


def concat(pieces: Iterable[MappedText]) -> MappedText:
    """Join texts."""
    texts: list[str] = []
    origins: list[int] = []
    for piece in pieces:
        texts.append(piece.text)
        origins.extend(piece.origins)
    return MappedText("".join(texts), tuple(origins))


class Cleaner:
    """Applies the character rules to one document and logs them.

    ``traditional`` is True for a document written in traditional characters throughout: then
    they are no slips and stay.
    """

    def __init__(self, log: Log, *, traditional: bool) -> None:
        self._log = log
        self._traditional = traditional

    def prose(self, text: MappedText) -> MappedText:
        """Clean running text."""
        text = self._grouped(self._characters(text))
        text = self._run(
            text, _PROSE_SPACE, lambda m: "", "spacing", "no space beside Han characters"
        )
        text = self._run(text, _SPACES, lambda m: " ", "spacing", "one space between words")
        text = self._run(
            text, _HALF_WIDTH, lambda m: _PUNCTUATION[m.group()], "width",
            "full-width punctuation in Chinese text",
        )  # fmt: skip
        return text.strip()

    def _grouped(self, text: MappedText) -> MappedText:
        """Close up digits in groups of three, as GB/T 15835 lets them be written (1 750人)."""
        return self._run(text, _GROUPED, lambda m: _GAP.sub("", m.group()), "spacing", "one number")

    def heading(self, text: MappedText, number: str) -> MappedText:
        """Clean a heading: as prose, but one space stays between its number and its title."""
        opening = rf"(?:{_MARKUP.pattern}|\s)*{re.escape(number)}(?=[ \t\u3000\xa0])"
        cut = re.match(opening, text.text)
        if not number or cut is None:
            return self.prose(text)
        rest = text.slice(cut.end(), len(text.text))
        space = len(rest.text) - len(rest.text.lstrip())
        gap = self._run(
            rest.slice(0, space), _SPACES, lambda m: " ", "spacing", "one space between words"
        )
        title = self.prose(rest.slice(space, len(rest.text)))
        return self.prose(text.slice(0, cut.end())) + gap + title

    def cell(self, text: MappedText) -> MappedText:
        """Clean a table cell: as prose, but figures and units keep their printed brackets."""
        text = self._grouped(self._characters(text))
        text = self._run(
            text, _CELL_SPACE, lambda m: "", "spacing", "no space within a cell's value"
        )
        text = self._run(text, _SPACES, lambda m: " ", "spacing", "one space between words")
        return text.strip()

    def _characters(self, text: MappedText) -> MappedText:
        text = self._run(text, _MARKUP, lambda m: "", "markup", "Markdown emphasis is no text")
        text = self._run(
            text, _RADICAL, lambda m: _radical(m.group()), "radical", "radical for a character"
        )
        if not self._traditional:
            text = self._run(
                text, _HAN_CHARACTER, lambda m: _simplified(m.group()), "traditional",
                "stray traditional character in simplified text",
            )  # fmt: skip
        return text

    def _run(
        self,
        text: MappedText,
        pattern: re.Pattern[str],
        replace: Callable[[re.Match[str]], str],
        kind: str,
        reason: str,
    ) -> MappedText:
        return substitute(
            text, pattern, replace,
            lambda before, after, span: self._log.add(kind, before, after, span, reason),
        )  # fmt: skip


class _Converts(Protocol):
    def convert(self, text: str) -> str: ...


_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_EDGE = f"{_HAN}{_CLOSE}0-9%+"
_PROSE_SPACE = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}])[ \t\u3000\xa0]+(?=[{_EDGE}A-Za-z])"
    rf"|(?<=[0-9%A-Za-z])[ \t\u3000\xa0]+(?=[{_HAN}{_CLOSE}])"
)
_CELL_SPACE = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}])[ \u3000\xa0]+(?=[{_EDGE}(（A-Za-z])"
    rf"|(?<=[0-9%A-Za-z)）])[ \u3000\xa0]+(?=[{_HAN}{_CLOSE}(（])"
    r"|(?<=[<>≥≤＞＜=])[ \u3000\xa0]+(?=\d)|(?<=\d\.)[ \u3000\xa0]+(?=\d+$)"
)
# Half-width punctuation beside a Han character or a Chinese mark is a slip of the converter.
_HALF_WIDTH = re.compile(
    rf"(?<=[{_HAN}{_CLOSE}%‰])[,;?!]|(?<=[{_HAN}{_CLOSE}%‰]):(?!\d)|[,;:?!](?=[{_HAN}“《])|\((?=[^()]*[{_HAN}])|(?<=[{_HAN}0-9])\)"
)


@lru_cache(maxsize=4096)
def _simplified(character: str) -> str:
    """Simplified form of one character (OpenCC ``t2s``), where it has a single one."""
    from opencc import OpenCC

    converter = _converter(OpenCC)
    changed = str(converter.convert(character))
    return changed if len(changed) == 1 else character


@lru_cache(maxsize=1)
def _converter(factory: Callable[[str], _Converts]) -> _Converts:
    return factory("t2s")


def _radical(character: str) -> str:
    """A CJK radical as the character it stands for (NFKC, and a map where NFKC is silent)."""
    folded = unicodedata.normalize("NFKC", character)
    return _RADICALS.get(character, folded)


_RADICALS = dict(
    zip("⺠⻓⻬⻔⻋⻅⻚⻛⻢⻥⻦⻩⻰⺟⺝", "民长齐门车见页风马鱼鸟黄龙母月", strict=True)
)


def mostly_traditional(text: str) -> bool:
    """Whether a document is written in traditional characters rather than holding slips."""
    han = _HAN_CHARACTER.findall(text)
    sample = han[:4000]
    changed = sum(_simplified(character) != character for character in sample)
    return bool(sample) and changed / len(sample) > 0.1
