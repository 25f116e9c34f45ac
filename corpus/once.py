"""What follows from a plan's own parts, worked out once for each of them.

A plan does not change while it is served, and its parts are deep structures that are slow to
compare or hash by value: what is remembered here is remembered by the object itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Generic, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

_REMEMBERED = 1024


class _Same(Generic[Part]):
    """A key that equals only a key of the same object; it keeps the object alive."""

    __slots__ = ("part",)

    def __init__(self, part: Part) -> None:
        self.part = part

    def __hash__(self) -> int:
        return id(self.part)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.part is other.part


def once(function: Callable[[Part], Result]) -> Callable[[Part], Result]:
    """Remember a function's result for each object it is called with (the latest 1,024).

    The result is shared by all who ask: return what nobody changes.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def remembered(key: _Same[Part]) -> Result:
        return function(key.part)

    @wraps(function)
    def call(part: Part) -> Result:
        return remembered(_Same(part))

    return call
