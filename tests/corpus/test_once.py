"""What is worked out once for each part of a plan."""

from dataclasses import dataclass

from corpus.once import once


@dataclass
class Part:
    """Equal by value, and not hashable."""

    name: str


def test_a_part_is_asked_about_once_and_its_equal_apart() -> None:
    asked: list[Part] = []

    @once
    def name_of(part: Part) -> str:
        asked.append(part)
        return part.name

    one, other = Part("表1"), Part("表1")
    assert [name_of(one), name_of(one), name_of(other)] == ["表1"] * 3
    assert [part is one for part in asked] == [True, False]
