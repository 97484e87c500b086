"""Threads that nobody has to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def as_done(
    work: Callable[[T], R], items: Sequence[T], *, workers: int, until: float
) -> Iterator[tuple[T, R | None]]:
    """Yield each item with what `work` makes of it, in the order in which threads finish.

    Those of ``concurrent.futures`` are waited for, at Ctrl-C and at the end of the program: a
    name server that does not answer would hold up both. These are daemons; who stops listening
    leaves them behind.

    Parameters
    ----------
    work : callable
        What to do with an item, in a thread.
    items : sequence
        All items; each is worked on once.
    workers : int
        Threads at once.
    until : float
        Moment, on the clock of ``time.monotonic``, after which nothing is waited for; what is not
        done then comes with None.

    Raises
    ------
    Exception
        Whatever `work` raises.
    """
    todo: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, R | None, BaseException | None]] = SimpleQueue()
    left = dict(enumerate(items))
    for number in left:
        todo.put(number)
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            try:
                number = todo.get_nowait()
            except Empty:
                return
            try:
                done.put((number, work(items[number]), None))
            except BaseException as error:  # it is raised where somebody listens
                done.put((number, None, error))

    for _ in range(min(workers, len(items))):
        threading.Thread(target=run, name="fetch", daemon=True).start()
    try:
        while left:
            try:
                number, result, error = done.get(timeout=max(0.0, until - time.monotonic()))
            except Empty:
                break
            if error is not None:
                raise error
            yield left.pop(number), result
        yield from ((item, None) for item in left.values())
    finally:
        over.set()
