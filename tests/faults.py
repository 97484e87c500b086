"""Faults that can be put into the replies of `tests.sources_server`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.sources_server import Reply

Fault = Callable[[Reply, int], Reply]
"""Changes a reply; the number says how often the address was asked before."""

PAGE = b"<!DOCTYPE html><html><body>Sorry, we are busy.</body></html>"


def body(change: Callable[[bytes], bytes]) -> Fault:
    return lambda reply, _: replace(reply, body=change(reply.body))


def like(media: str, content: bytes) -> Fault:
    return lambda reply, _: replace(reply, body=content, media=media)


def status(code: int, **headers: str) -> Fault:
    return lambda reply, _: replace(reply, status=code, headers=headers, body=b"x")


def text(change: Callable[[str], str]) -> Fault:
    return body(lambda content: change(content.decode()).encode())


def lines(change: Callable[[list[str]], list[str]]) -> Fault:
    return text(lambda whole: "\n".join(change(whole.splitlines())) + "\n")


def times(factor: float) -> Fault:
    """Multiply every figure of a FRED reply."""

    def one(line: str) -> str:
        day, value = line.split(",")
        return line if value in (".", "value") else f"{day},{float(value) * factor:.6f}"

    return lines(lambda all_lines: [all_lines[0], *map(one, all_lines[1:])])


def records(change: Callable[[list[dict]], list[dict]], *path: str) -> Fault:
    """Change the records of a JSON reply."""

    def bend(content: bytes) -> bytes:
        answer = json.loads(content)
        holder = answer
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = change(holder[path[-1]])
        return json.dumps(answer).encode()

    return body(bend)


def renamed(old: str, new: str) -> Fault:
    return text(lambda whole: whole.replace(old, new))


def in_dollars(record: dict) -> dict:
    """Return a record of the debt statement in dollars instead of millions."""
    return {**record, "total_mil_amt": record["total_mil_amt"] + "e6"}


def last_two_swapped(rows: list) -> list:
    return [*rows[:-2], rows[-1], rows[-2]]


def last_twice(rows: list) -> list:
    return [*rows, rows[-1]]


def raw(content: bytes) -> Fault:
    """Send these bytes in place of an answer, and close the connection."""
    return lambda reply, _: replace(reply, raw=content)


def framed(content: bytes, *head: bytes) -> Fault:
    """Send a good status with these lines of a head, and these bytes as they are."""
    lines = b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: text/csv", *head])
    return raw(lines + b"\r\n\r\n" + content)


def answer(change: Callable[[Any], Any]) -> Fault:
    """Change a JSON reply as a whole."""
    return body(lambda content: json.dumps(change(json.loads(content))).encode())


def values(change: Callable[[str], str], *, last: int | None = None) -> Fault:
    """Change the printed values of a FRED reply: all, or the last few."""

    def bend(all_lines: list[str]) -> list[str]:
        first = 1 if last is None else len(all_lines) - last
        return [
            *all_lines[:first],
            *(
                line if line.endswith(",.") else f"{line[:11]}{change(line[11:])}"
                for line in all_lines[first:]
            ),
        ]

    return lines(bend)
