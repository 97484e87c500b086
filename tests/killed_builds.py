"""Builds of a toy book that are killed (signal 9) at given moments, and what each left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.toy import Toy
from treasurybook.press.run import fingerprint
from treasurybook.press.run.storage import origin_of

SHARES = (0.08, 0.2, 0.75)
"""When the builds of the suite are killed: while lessons run, while pages are written, and once the
site has been replaced. All moments are tried by ``pytest --kills 40``."""

_INSTALLED = fingerprint.environment()

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree", "ctypes.dlsym"}


@dataclass(frozen=True)
class Killing:
    """What a killed build left as the site (none, old, new or mixed), and what the next made.

    And the lessons that the next ran again, although the killed one had kept their run.
    """

    moment: int
    killed: bool
    site: str
    then: str
    again: tuple[str, ...]


class _Moments:
    """Counts what a build changes on the disk, and kills it at one of these moments."""

    def __init__(self, fatal: int | None) -> None:
        self.fatal, self.passed = fatal, 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if not (isinstance(arguments[2], int) and arguments[2] & _WRITES):
                return
        elif event not in _CHANGES:
            return
        self.passed += 1
        if self.passed == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


def _build_in_child(toy: Toy, fatal: int | None) -> tuple[int, int]:
    """Fork, build, and be killed at a moment; return exit status and how many moments passed."""
    import treasurybook
    from treasurybook.press.book import build_book
    from treasurybook.press.project import Project
    from treasurybook.press.site import assets

    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        # The toy's own copy, and the distributions that were there: who works on ours or installs
        # one meanwhile would make all that is kept out of date.
        treasurybook.__file__ = str(toy.root / "src" / "treasurybook" / "__init__.py")
        fingerprint.environment = assets.environment = lambda: _INSTALLED
        os.close(reader)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        code = 1
        try:
            moments = _Moments(fatal)
            sys.addaudithook(moments)
            build_book(Project(toy.root))
            os.write(writer, str(moments.passed).encode())
            code = 0
        except BaseException:  # else nobody would learn why a build failed before its moment
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as told:
        text = told.read()
    return os.waitpid(child, 0)[1], int(text or 0)


def _kept(toy: Toy) -> dict[str, tuple[str, bytes]]:
    """Return the sound runs of lessons: what each was made from, and its text."""
    kept = {}
    folder = toy.root / "_build" / "executed"
    for path in folder.glob("[!.]*.ipynb"):
        if origin := origin_of(path.read_text(encoding="utf-8")):
            kept[path.stem] = (origin["fingerprint"], path.read_bytes())
    return kept


def _state(toy: Toy, sound: dict[str, dict[str, bytes]]) -> str:
    now = toy.site()
    if not now:
        return "none"
    new = sound.get("new", {})
    differing = sorted(name for name in now | new if now.get(name) != new.get(name))
    mixed = f"mixed: not as new are {', '.join(differing)}"
    return next((name for name, site in sound.items() if site == now), mixed)


def killings(root: Path, shares: Iterable[float]) -> list[Killing]:
    """Kill builds after a change of the data, at moments given as shares of their course."""
    import jupyter_book.sphinx  # noqa: F401 (that the children need not)
    import papermill  # noqa: F401

    pristine = Toy(root / "pristine")
    work = root / "work"

    def fresh() -> Toy:
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(pristine.root, work)
        toy = Toy.at(work)
        toy.set_value("2.5", "3.5")
        toy.edit("book/index.md", "A toy book", "A changed book")
        return toy

    shutil.copytree(pristine.root, work)
    toy = Toy.at(work)
    assert _build_in_child(toy, None)[0] == 0
    shutil.rmtree(pristine.root)
    shutil.copytree(work, pristine.root)
    sound = {"old": toy.site()}
    toy = fresh()
    status, last = _build_in_child(toy, None)
    assert status == 0
    sound["new"] = toy.site()
    assert sound["new"] != sound["old"]
    wanted = {name: made_from for name, (made_from, _) in _kept(toy).items()}
    assert wanted
    found = []
    for share in shares:
        toy = fresh()
        moment = 1 + int(share * last)
        status, _ = _build_in_child(toy, moment)
        left, kept = _state(toy, sound), _kept(toy)
        again, _ = _build_in_child(toy, None)
        now = _kept(toy)
        found.append(
            Killing(
                moment,
                os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL,
                left,
                _state(toy, sound) if again == 0 else "failed",
                tuple(
                    name
                    for name, run in kept.items()
                    if run[0] == wanted[name] and run != now.get(name)
                ),
            )
        )
    return found
