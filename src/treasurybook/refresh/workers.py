"""Threads that nobody has to wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Sequence
from queue import Empty, SimpleQueue
from typing import TypeVar

_FAREWELL = 0.5
"""Seconds that threads have to end what they do, before they are left behind."""

T = TypeVar("T")
R = TypeVar("R")


def as_done(
    work: Callable[[T], R],
    items: Sequence[T],
    *,
    workers: int,
    until: float,
    stop: Callable[[], object] = lambda: None,
    close: Callable[[], object] = lambda: None,
) -> Generator[tuple[T, R | None]]:
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
    stop : callable
        Tells what is under way to end, once nobody listens any more.
    close : callable
        Closes what the threads use, after the last has ended. If one is left behind, nothing is
        closed: a database that is closed under a thread takes the whole interpreter down.

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

    threads = [
        threading.Thread(target=run, name="fetch", daemon=True)
        for _ in range(min(workers, len(items)))
    ]
    for thread in threads:
        thread.start()
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
        stop()
        last = time.monotonic() + _FAREWELL
        for thread in threads:
            thread.join(max(0.0, last - time.monotonic()))
        if not any(thread.is_alive() for thread in threads):
            close()
