"""A build that is disturbed: killed, interrupted, doubled, altered, badly asked."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.killed_builds import SHARES, killings
from tests.toy import Toy
from treasurybook.files.lock import Held, hold
from treasurybook.press import book
from treasurybook.press.errors import UnusableOutput
from treasurybook.press.project import Project
from treasurybook.press.run import apart, nursery, pipeline
from treasurybook.press.run.apart import run_apart
from treasurybook.press.run.lessons import Lesson, pick_lesson
from treasurybook.press.run.storage import executed_path, is_current, records_path, store
from treasurybook.press.site import assets
from treasurybook.press.site.workshop import begin_pages, end_pages

WAIT = 120.0
"""Seconds after which a test gives up; none depends on how long a thing takes."""


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    return Toy(tmp_path / "toy")


def test_two_folders_give_the_same_site(kept: Toy, toy: Toy) -> None:
    """Every byte of it, but for the mark that names what it was built from."""
    done = toy.book()
    assert done.returncode == 0, done.stderr

    def files(root: Path) -> dict[str, bytes]:
        html = root / "_build" / "html"
        found = [path for path in html.rglob("*") if path.is_file() and path.name != book.STAMP]
        return {path.relative_to(html).as_posix(): path.read_bytes() for path in found}

    one, other = files(kept.root), files(toy.root)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


def started(toy: Toy, *command: str) -> subprocess.Popen[str]:
    def hear_ctrl_c() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job is deaf to it

    return subprocess.Popen(
        [sys.executable, "-m", "treasurybook", *command],
        cwd=toy.root,
        env=toy.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )


@pytest.fixture
def sleeping(toy: Toy) -> Iterator[subprocess.Popen[str]]:
    """Start a build whose lessons do not end, and wait until they run."""
    for name, code in (("01-sum", "import csv"), ("02-constant", "print(6 * 7)")):
        toy.edit(f"chapters/{name}.md", code, f"import time; time.sleep(3600)\n{code}")
    process = started(toy, "book")
    end = time.monotonic() + WAIT
    while len(kernels_below(process)) < 2:
        assert time.monotonic() < end
        time.sleep(0.1)
    yield process
    process.kill()


def kernels_below(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the processes that a build has started which hold a kernel's connection open."""

    def is_kernel(one: psutil.Process) -> bool:
        try:
            return not one.children() and one.ppid() != process.pid
        except psutil.NoSuchProcess:  # it has just ended
            return False

    return [one for one in psutil.Process(process.pid).children(recursive=True) if is_kernel(one)]


# ---- Interrupted


def test_ctrl_c_ends_a_build_and_its_lessons(toy: Toy, sleeping: subprocess.Popen[str]) -> None:
    below = psutil.Process(sleeping.pid).children(recursive=True)
    sleeping.send_signal(signal.SIGINT)
    _, told = sleeping.communicate(timeout=WAIT)
    assert sleeping.returncode == 130
    assert told == "treasurybook: interrupted\n"
    assert psutil.wait_procs(below, timeout=WAIT)[1] == []
    assert list((toy.root / "_build").rglob("*.ipynb")) == []


def test_ctrl_c_while_lessons_are_begun_ends_those_that_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = threading.Event()
    submit = ThreadPoolExecutor.submit

    def interrupted(*given: Any) -> None:
        submit(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(ThreadPoolExecutor, "submit", interrupted)
    kernels = SimpleNamespace(stop=stopped.set)
    with pytest.raises(KeyboardInterrupt):
        pipeline._run_each(lambda *_: stopped.wait(10), [(None, "")] * 2, "", lambda: kernels)
    assert stopped.is_set()


def test_lessons_end_with_a_build_that_is_killed(sleeping: subprocess.Popen[str]) -> None:
    below = psutil.Process(sleeping.pid).children(recursive=True)
    assert len(below) >= 3
    sleeping.kill()
    assert psutil.wait_procs(below, timeout=WAIT)[1] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only there a nursery forks kernels")
def test_a_build_that_goes_while_a_kernel_begins_leaves_no_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking, asked = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    told, theirs = socket.socketpair()
    life, kernel = socket.socketpair()
    monkeypatch.setattr(nursery._Nursery, "_fork", lambda *_: (0, nursery.OPEN, life))
    with asking, asked, kernel:
        with told, theirs:
            socket.send_fds(asking, [b"{}"], [theirs.fileno()])
        one = nursery._Nursery(asked)
        assert one._begin()
        os.close(*one._children)


def test_ctrl_c_while_pages_are_written_is_no_fault_of_the_pages(
    toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(WAIT)
        except KeyboardInterrupt:  # as Sphinx does
            raise RuntimeError("There was an error in building your book") from None

    monkeypatch.setattr("jupyter_book.cli.main.main", interrupted)
    with pytest.raises(KeyboardInterrupt):
        book._build_pages(Project(toy.root))


def test_kills_leave_nothing_mixed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    number = request.config.getoption("--kills")
    found = killings(tmp_path, SHARES if number is None else [i / number for i in range(number)])
    assert [one for one in found if not one.killed] == []
    assert {one.site for one in found} <= {"none", "old", "new"}
    assert {one.then for one in found} == {"new"}, found
    assert {one.again for one in found} == {()}, found


# ---- Two at once


def test_a_second_build_is_told_who_builds(toy: Toy, sleeping: subprocess.Popen[str]) -> None:
    second = started(toy, "book")
    _, told = second.communicate(timeout=WAIT)
    assert second.returncode == 1
    assert f"`treasurybook book` (process {sleeping.pid} on " in told
    assert " since 20" in told
    assert told.count("\n") == 1
    plain = toy.run("-c", "from jupyter_book.cli.main import main; main(['build', '.'])")
    assert plain.returncode != 0
    assert f"(process {sleeping.pid} on " in plain.stdout + plain.stderr


HOLD_AND_DIE = """
import os, sys
from pathlib import Path
from treasurybook.files.lock import hold
with hold(Path(sys.argv[1]), "dying"):
    print("held", flush=True)
    sys.stdin.read()
    os.kill(os.getpid(), 9)
"""


def test_the_lock_of_a_dead_holder_is_free(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    command = [sys.executable, "-c", HOLD_AND_DIE, str(lock)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Held, match=rf"`dying` \(process {holder.pid} on"), hold(lock, "x"):
            pass
        holder.communicate()
    with hold(lock, "living"), hold(lock, "living within"):
        assert '"living"' in lock.with_name("lock-holder.json").read_text()
    assert not lock.with_name("lock-holder.json").exists()


# ---- What a crash leaves


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Project, Lesson]:
    """Keep the run of a lesson that holds one record."""
    project, lesson = Project(tmp_path), Lesson(tmp_path / "chapters", "1-x/2-y")
    bundle = {"application/vnd.treasurybook.records+json": [{"value": 4.0, "claim": "T-001"}]}
    output = new_output("display_data", data=bundle)
    cell = new_code_cell("answer()", outputs=[output])
    store(project, lesson, new_notebook(cells=[cell]), "fingerprint")
    assert is_current(project, lesson, "fingerprint")
    assert not is_current(project, lesson, "another")
    return project, lesson


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="emptied"),
        pytest.param(lambda old: old[: len(old) // 2], id="half"),
        pytest.param(lambda old: old.replace(b"4.0", b"9.0"), id="altered"),
        pytest.param(lambda old: old.replace(b'"seal"', b'"sea"'), id="without seal"),
        pytest.param(lambda _: b"\xff\xfe", id="no text"),
        pytest.param(None, id="gone"),
    ],
)
def test_a_damaged_run_is_stale(
    stored: tuple[Project, Lesson], change: Callable[[bytes], bytes] | None
) -> None:
    damage(executed_path(*stored), change)
    assert not is_current(*stored, "fingerprint")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: b"", id="emptied"),
        pytest.param(lambda old: old.replace(b"4.0", b"9.0"), id="altered"),
        pytest.param(None, id="gone"),
    ],
)
def test_damaged_records_are_written_again_from_the_run(
    stored: tuple[Project, Lesson], change: Callable[[bytes], bytes] | None
) -> None:
    path = records_path(*stored)
    before = path.read_bytes()
    damage(path, change)
    assert is_current(*stored, "fingerprint")
    assert path.read_bytes() == before


def damage(path: Path, change: Callable[[bytes], bytes] | None) -> None:
    before = path.read_bytes()
    if change is None:
        path.unlink()
    else:
        assert change(before) != before
        path.write_bytes(change(before))


@pytest.mark.parametrize("name", ["pages/chapters/a.html", ".doctrees/environment.pickle"])
def test_pages_that_are_not_as_they_were_left_are_dropped(tmp_path: Path, name: str) -> None:
    project = Project(tmp_path)
    begin_pages(project)
    damaged, other = project.build / name, project.pages / "other.html"
    for path in (damaged, other):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("whole")
    end_pages(project)
    begin_pages(project)
    assert other.exists()
    end_pages(project)
    damaged.write_text("who")
    begin_pages(project)
    assert not other.exists()
    other.write_text("half-way")
    begin_pages(project)
    assert not other.exists(), "what was begun and never ended is not whole"


def test_half_a_script_is_made_again(tmp_path: Path) -> None:
    project = Project(tmp_path)
    script = assets.generate(project) / assets.VEGA_BUNDLE
    whole = script.read_bytes()
    script.write_bytes(whole[:1000])
    assert assets.generate(project) / assets.VEGA_BUNDLE == script
    assert script.read_bytes() == whole


def test_the_next_build_mends_what_is_damaged(kept: Toy) -> None:
    sound = kept.site()
    build = kept.root / "_build"
    for name, change in {
        "html/chapters/01-sum.html": None,
        "executed/01-sum.ipynb": lambda _: b"",
        "records/02-constant.json": lambda _: b'[{"claim": "T-9"}]',
        "pages/_static/vega-bundle.js": lambda old: old[:1000],
        "statements/colours.css": lambda old: old[:10],
    }.items():
        damage(build / name, change)
    done = kept.book()
    assert done.returncode == 0, done.stderr
    assert "ran 01-sum" in done.stdout
    assert "ran 02-constant" not in done.stdout
    assert kept.site() == sound
    assert b"T-9" not in (build / "records/02-constant.json").read_bytes()
    assert "nothing changed" in kept.book().stdout


@pytest.mark.parametrize("name", ["html/book/index.html", "executed/01-sum.ipynb"])
def test_a_file_that_is_missing_is_noticed(kept: Toy, name: str) -> None:
    project = Project(kept.root)
    before = book._stamp(project, "inputs")
    path = project.build / name
    content = path.read_bytes()
    path.unlink()
    assert book._stamp(project, "inputs") != before
    path.write_bytes(b"")
    assert book._stamp(project, "inputs") != before
    path.write_bytes(content)
    assert book._stamp(project, "inputs") == before


def test_a_build_with_faulty_pages_leaves_the_site_as_it_was(kept: Toy) -> None:
    sound = kept.site()
    kept.edit("book/index.md", "A toy book", "A toy book {ref}`nowhere`")
    done = kept.book()
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "the pages have the faults printed above" in done.stderr
    assert kept.site() == sound
    kept.edit("book/index.md", " {ref}`nowhere`", "")
    assert "nothing changed" in kept.book().stdout


# ---- Badly asked


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, float]]:
    """Compute nothing; note with which parameters a lesson would have run."""
    asked: list[dict[str, float]] = []

    def execute(*given: Any, **_: Any) -> Any:
        asked.append(dict(given[3]))
        return new_notebook(cells=[new_code_cell(f"factor = {given[3]}")])

    monkeypatch.setattr(apart, "execute_unmoved", execute)
    return asked


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("chapters/01-sum.md", "let its name end in .ipynb"),
        ("chapters", "is a folder"),
        ("nowhere/out.ipynb", "there is no folder"),
        ("data/out.ipynb", "lies among the stored data"),
        ("mine.ipynb", "give --force"),
        ("_build/executed/01-sum.ipynb", "give --force"),
    ],
)
def test_an_unusable_output_is_refused_before_the_run(
    kept: Toy, computed: list[dict[str, float]], output: str, told: str
) -> None:
    (kept.root / "mine.ipynb").write_text("{}")
    path = kept.root / output
    before = path.read_bytes() if path.is_file() else None
    project = Project(kept.root)
    with pytest.raises(UnusableOutput, match=told):
        run_apart(project, pick_lesson(project, "1"), {"factor": 2.0}, path)
    assert computed == []
    assert (path.read_bytes() if path.is_file() else None) == before


def test_the_command_refuses_in_one_line(kept: Toy) -> None:
    chapter = "chapters/01-sum.md"
    done = kept.run("-m", "treasurybook", "run", "1", "-o", chapter)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert (kept.root / chapter).read_text().startswith("---")


def test_an_earlier_output_is_replaced_unless_it_was_edited(
    kept: Toy, computed: list[dict[str, float]]
) -> None:
    project, output = Project(kept.root), kept.root / "out.ipynb"

    def run(factor: float, *, replace: bool = False) -> None:
        given = {"factor": factor}
        run_apart(project, pick_lesson(project, "1"), given, output, replace=replace)

    run(2.0)
    run(3.0)
    assert "'factor': 3.0" in output.read_text()
    output.write_text(output.read_text().replace("factor = ", "mine = "))
    with pytest.raises(UnusableOutput):
        run(4.0)
    assert "mine = " in output.read_text()
    run(5.0, replace=True)
    assert "mine = " not in output.read_text()
    assert [one["factor"] for one in computed] == [2.0, 3.0, 5.0]


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_folder_that_is_no_checkout_is_named(kept: Toy, tmp_path: Path) -> None:
    done = kept.run("-m", "treasurybook", "book", root=tmp_path)
    assert f"{tmp_path} is no checkout of this book, for it lacks chapters and" in one_line(done)


def test_a_checkout_that_cannot_be_written_is_named(toy: Toy) -> None:
    (toy.root / "_build").write_text("in the way")
    assert f"{toy.root}/_build: " in one_line(toy.run("-m", "treasurybook", "book"))


def test_a_full_disk_is_named(toy: Toy) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    done = toy.run("-m", "treasurybook", "book", before=full)
    assert "File too large" in one_line(done)
    assert list((toy.root / "_build").rglob("*.ipynb")) == []
