"""Kill a process (signal 9) at the n-th of its changes to the file system, and look what is left.

The child is traced, so that every change counts that the kernel is asked for: a file opened for
writing, each write into it, each rename, folder made, file deleted. It dies before the n-th takes
place, after the one before has. As a script, ``python -m tests.killing FOLDER PLAN``, it kills
refreshes and restores of the small project, and prints what each killing left behind. The plan is
JSON: a list of [course, number of kills], of `COURSES`; -1 kills at every moment of a course.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.small_project import StandIn, contents, later, make, run, stored
from treasurybook.refresh import replace
from treasurybook.refresh.lock import hold
from treasurybook.refresh.workplace import Workplace
from treasurybook.snapshot.errors import BrokenSnapshot
from treasurybook.snapshot.package import open_package
from treasurybook.snapshot.verification import verify

_TRACE_ME, _PEEK, _GO_ON, _SET_OPTIONS = 0, 3, 24, 0x4200
_MARK_CALLS, _DIE_WITH_US = 1, 0x100000
_ARGUMENTS = {"rdi": 14 * 8, "rsi": 13 * 8, "rdx": 12 * 8}
_NUMBER = 15 * 8
_BY_FILE = {
    1: ("write", "rdi"), 18: ("pwrite64", "rdi"), 20: ("writev", "rdi"), 40: ("sendfile", "rdi"),
    77: ("ftruncate", "rdi"), 326: ("copy_file_range", "rdx"),
}  # fmt: skip
"""Calls of x86-64 that change an open file, and where they name it."""

_BY_NAME = {
    76: "truncate", 82: "rename", 83: "mkdir", 84: "rmdir", 87: "unlink", 162: "sync",
    258: "mkdirat", 263: "unlinkat", 264: "renameat", 316: "renameat2",
}  # fmt: skip
"""Calls that change names."""

_OPEN, _OPEN_AT = 2, 257
_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

SUPPORTED = sys.platform == "linux" and os.uname().machine == "x86_64"


@dataclass(frozen=True)
class Course:
    """What is killed, on a file system that can let two folders change places, or cannot."""

    doing: str
    can_exchange: bool = True


COURSES = {
    "refresh": Course("refresh"),
    "replacement": Course("replacement"),
    "replacement in two steps": Course("replacement", can_exchange=False),
    "restore": Course("restore"),
    "restore in two steps": Course("restore", can_exchange=False),
    "recovery in two steps": Course("recovery", can_exchange=False),
}
"""A replacement is what a refresh ends with; a recovery is of one that died between its steps."""


def traced(work: Callable[[], None], root: Path, fatal: int | None) -> tuple[bool, list[str]]:
    """Run `work` in a child, killed before its change number `fatal` (from 0) below `root`.

    Returns whether it was killed, and the changes that it had asked for until then.
    """
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.restype = ctypes.c_long
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    child = os.fork()
    if child == 0:
        library.ptrace(_TRACE_ME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        work()
        os._exit(0)
    os.waitpid(child, 0)
    library.ptrace(_SET_OPTIONS, child, None, _MARK_CALLS | _DIE_WITH_US)
    changes: list[str] = []
    entering, passed_on = True, 0
    while True:
        library.ptrace(_GO_ON, child, None, passed_on)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            assert os.waitstatus_to_exitcode(status) == 0, "the child failed by itself"
            return False, changes
        is_call = os.WSTOPSIG(status) == signal.SIGTRAP | 0x80
        passed_on = 0 if is_call else os.WSTOPSIG(status)
        if is_call and entering:
            change = _change(library, child, root)
            if change and len(changes) == fatal:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return True, changes
            changes += [change] if change else []
        entering ^= is_call


def _change(library: Any, child: int, root: Path) -> str:
    """Return the name of the call that the child is about to make, if it changes files."""

    def peek(offset: int) -> int:
        return int(library.ptrace(_PEEK, child, offset, None))

    number = peek(_NUMBER)
    if number in _BY_FILE:
        name, register = _BY_FILE[number]
        try:
            file = os.readlink(f"/proc/{child}/fd/{peek(_ARGUMENTS[register])}")
        except OSError:
            return ""
        return name if file.startswith(str(root)) else ""
    if number in (_OPEN, _OPEN_AT):
        flags = peek(_ARGUMENTS["rsi" if number == _OPEN else "rdx"])
        return "open" if flags & _CHANGES else ""
    return _BY_NAME.get(number, "")


def kill_in(
    root: Path, name: str, kills: int, seed: int, seen: set[tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Kill a course at some of its moments (at all if `kills` is -1), drawn by `seed`.

    The next refresh is tried once for each kind of remains, told by what lies about in `seen`.
    """
    course = COURSES[name]
    replace.exchange = _known_exchange if course.can_exchange else lambda _one, _other: False
    pristine, place = Workplace(root / "pristine"), Workplace(root / "project")
    shutil.rmtree(pristine.root, ignore_errors=True)
    source, old = _prepare(pristine, course)

    def begin() -> None:
        shutil.rmtree(place.root, ignore_errors=True)
        shutil.copytree(pristine.root, place.root)

    def work() -> None:
        if course.doing == "refresh":
            run(place, source)
        elif course.doing == "replacement":
            with hold(place, "data refresh"):
                replace.replace_data(place, place.staged)
        elif course.doing == "restore":
            replace.restore_data(place)
        else:
            replace.recover(place)

    begin()
    work()  # loads every module that the children will need
    assert verify(place.data, quick=True).ok  # the refresh itself has verified it in full
    sound = {"old": old, "new": contents(place.data)}
    begin()
    _, changes = traced(work, place.root, None)
    moments = range(len(changes))
    chosen = moments if kills < 0 else sorted(random.Random(seed).sample(moments, kills))
    found = []
    for moment in chosen:
        begin()
        killed, _ = traced(work, place.root, moment)
        left, refused = _state(place.data, sound), _reader_is_refused(place)
        lying = left, *sorted(path.name for path in place.work.glob("*"))
        replace.recover(place)
        told = {
            "course": name,
            "before": f"{moment} of {len(changes)}, {changes[moment]}",
            "killed": killed,
            "left": left,
            "refused": refused,
            "recovered": _state(place.data, sound),
            "previous": _state(place.previous, sound),
            "journal": place.journal.exists(),
        }
        if lying not in seen:
            seen.add(lying)
            told["next refresh"] = _next(place, source)
        found.append(told)
    return found


def _prepare(pristine: Workplace, course: Course) -> tuple[StandIn, dict[str, str]]:
    """Make the project as it is before the course; return its source, and the old snapshot."""
    make(pristine.root)
    source = StandIn(later(pristine))
    if course.doing in ("replacement", "recovery"):
        run(pristine, source, dry_run=True)
    if course.doing == "restore":
        run(pristine, source)
        (pristine.data / "claims" / "notes.yaml").write_text("- a statement, better read\n")
    old = contents(pristine.data)
    if course.doing == "recovery":

        def die(*_: Any) -> None:
            raise KeyboardInterrupt

        finish, replace._finish = replace._finish, die
        with suppress(KeyboardInterrupt):
            replace.replace_data(pristine, pristine.staged)
        replace._finish = finish
        pristine.data.rename(pristine.staged)
    return source, old


_known_exchange = replace.exchange


def _state(folder: Path, sound: Mapping[str, dict[str, str]]) -> str:
    """Return which of the snapshots that verify lies in a folder, whatever the statements."""
    if not folder.exists():
        return "missing"
    now = _without_claims(contents(folder))
    return next((name for name, whole in sound.items() if now == _without_claims(whole)), "mixed")


def _without_claims(files: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if not name.startswith("claims/")}


def _reader_is_refused(place: Workplace) -> bool:
    try:
        open_package(place.data)
    except BrokenSnapshot:
        return True
    return False


def _next(place: Workplace, source: StandIn) -> str:
    """Refresh once more, undisturbed; return whether the data are whole and new then."""
    run(place, source)
    newest = "2026-04-01" in stored(place, "GDP")
    return "new" if newest and verify(place.data, quick=True).ok else "broken"


if __name__ == "__main__":
    folder, plan = sys.argv[1:]
    results: list[dict[str, Any]] = []
    remains: set[tuple[str, ...]] = set()
    for seed, (course, kills) in enumerate(json.loads(plan)):
        results += kill_in(Path(folder), course, kills, seed, remains)
    print(json.dumps(results))
