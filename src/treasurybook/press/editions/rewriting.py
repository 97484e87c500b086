"""Rewrite a lesson's source line by line: what is left out, and what comes before and after."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence


def rewritten(
    lines: Sequence[str],
    *,
    without: Container[int] = (),
    before: Mapping[int, str] | None = None,
    after: Mapping[int, str] | None = None,
) -> str:
    """Return a source without some lines, and with text before and after others.

    Parameters
    ----------
    lines : sequence of str
        The lines of the source.
    without : container of int
        Numbers of the lines that are left out, counted from 0.
    before, after : mapping
        Number of a line -> the text put before or after it.
    """
    made: list[str] = []
    for number, line in enumerate(lines):
        if before and number in before:
            made += [before[number], ""]
        if number not in without:
            made.append(line)
        if after and number in after:
            made += ["", after[number]]
    return "\n".join(made) + "\n"
