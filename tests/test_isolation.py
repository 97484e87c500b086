"""What a lesson may not do: reach other machines, write files, print or take without end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.toy import TOY
from treasurybook.press.errors import LessonFailed
from treasurybook.press.project import Project
from treasurybook.press.run import isolation, storage
from treasurybook.press.run.execute import execute_lesson, kernels_for
from treasurybook.press.run.isolation import is_local
from treasurybook.press.run.kernels import Kernels
from treasurybook.press.run.lessons import Lesson

PROJECT = Project(TOY)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")


@pytest.fixture(scope="module")
def kernels() -> Iterator[Kernels]:
    with kernels_for(PROJECT, []) as some:
        yield some


def namespaces_are_allowed() -> bool:
    command = ["unshare", "--user", "--map-root-user", "--mount", "--net", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def changed(tmp_path: Path, code: str) -> Lesson:
    """Return the toy's second lesson with other code."""
    text = (TOY / "chapters" / "02-constant.md").read_text(encoding="utf-8")
    lesson = Lesson(tmp_path, "02-constant")
    lesson.path.write_text(text.replace("print(6 * 7)", code), encoding="utf-8")
    return lesson


def printed(kernels: Kernels, tmp_path: Path, code: str) -> list[str]:
    notebook = execute_lesson(PROJECT, changed(tmp_path, code), kernels=kernels)
    return "".join(output.text for output in notebook.cells[-1].outputs).split()


@pytest.mark.parametrize(
    ("host", "local"),
    [
        (None, True),
        ("", True),
        ("localhost", True),
        ("127.0.0.1", True),
        (b"127.8.9.10", True),
        ("::1", True),
        ("::1%lo", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", True),
        ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("127.evil.example", False),
        ("::1.evil.example", False),
        ("::ffff:192.0.2.1", False),
        ("192.0.2.1", False),
        ("evil.example", False),
    ],
)
def test_only_addresses_of_this_machine_are_local(host: object, local: bool) -> None:
    assert is_local(host) is local


def test_python_cannot_reach_other_machines(kernels: Kernels, tmp_path: Path) -> None:
    code = """
import socket, urllib.request
attempts = [
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.gethostbyname("example.org"),
    lambda: socket.gethostbyname("localhost.evil.example"),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
    lambda: urllib.request.urlopen("http://example.org"),
]
for attempt in attempts:
    try:
        attempt()
    except OSError as error:
        print("network closed" in str(error))
server = socket.create_server(("127.0.0.1", 0))
print(socket.create_connection(server.getsockname()) is not None)
"""
    assert printed(kernels, tmp_path, code) == ["True"] * 6


CHILDREN = """
import ctypes, socket, struct, subprocess, sys
connect = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"
told = subprocess.run([sys.executable, "-c", connect], capture_output=True, text=True).stderr
print("unreachable" in told)
libc = ctypes.CDLL(None, use_errno=True)
address = struct.pack("=HH4s8x", socket.AF_INET, socket.htons(80), bytes([192, 0, 2, 1]))
print(libc.connect(libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, 16),
      ctypes.get_errno() == 101)
escapes = ["touch {root}/data/x", "mount -o remount,rw,bind /", "umount -l {root}",
           "unshare --user --map-root-user mount -o remount,rw,bind /"]
for escape in escapes:
    print(subprocess.run(escape.format(root="ROOT"), shell=True, capture_output=True).returncode)
"""


@on_linux
def test_neither_can_what_a_lesson_starts(kernels: Kernels, tmp_path: Path) -> None:
    if not namespaces_are_allowed():
        pytest.skip("this system gives no namespaces; then the book says so")
    unreachable, connected, errno_fits, *escapes = printed(
        kernels, tmp_path, CHILDREN.replace("ROOT", str(TOY))
    )
    assert (unreachable, connected, errno_fits) == ("True", "-1", "True")
    assert "0" not in escapes
    assert not (TOY / "data" / "x").exists()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("open('x.txt', 'w')", "lessons"),
        (f"open({str(TOY / 'data' / 'values.csv')!r}, 'a').write('1')", "lessons"),
        ("import pathlib; pathlib.Path('x').mkdir()", "lessons"),
        ("while True: print('x' * 100_000)", "PrintedTooMuch: a lesson may print 1 MB"),
        ("import os; os.system('yes')", "printed more than 1 MB"),
        ("x = bytearray(3_000_000_000)", "MemoryError"),
        ("import os; os._exit(1)", "the kernel died"),
    ],
)
@on_linux
def test_what_goes_too_far_is_stopped_and_named(
    kernels: Kernels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, kernels do not see what processes print
    with pytest.raises(LessonFailed) as caught:
        execute_lesson(PROJECT, changed(tmp_path, code), kernels=kernels)
    assert f"02-constant.md, line 11, code cell 1 ({code})" in str(caught.value)
    assert told in str(caught.value)


def test_outputs_too_large_to_print_are_refused(
    kernels: Kernels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LARGEST_NOTEBOOK", 10_000)
    lesson = changed(tmp_path, "from IPython.display import HTML\nHTML('x' * 20_000)")
    notebook = execute_lesson(PROJECT, lesson, kernels=kernels)
    with pytest.raises(LessonFailed, match=r"02-constant.md: its outputs come to"):
        storage.store(Project(tmp_path), lesson, notebook)
    assert not (tmp_path / "_build").exists()


def test_temporary_files_may_be_written(kernels: Kernels, tmp_path: Path) -> None:
    code = "import tempfile\nwith tempfile.TemporaryFile() as f: print(f.write(b'12'))"
    assert printed(kernels, tmp_path, code) == ["2"]


# Where the system gives no namespaces, hooks do what they can.

HOOKED = """
import os, sys
from pathlib import Path
from treasurybook.press.run.isolation import refuse_network, refuse_writing
scratch, other = map(Path, sys.argv[1:])
(other / "there").touch()
sys.addaudithook(refuse_network)
sys.addaudithook(refuse_writing(scratch))
(scratch / "fine").write_text("1")
(scratch / "fine").rename(scratch / "finer")
(other / "there").read_text()
attempts = [
    lambda: (other / "there").write_text("1"),
    lambda: (other / "there").unlink(),
    lambda: (other / "new").mkdir(),
    lambda: (scratch / "finer").rename(other / "new"),
    lambda: os.open(other / "there", os.O_RDWR),
]
for attempt in attempts:
    try:
        attempt()
    except OSError as error:
        print("temporary files" in str(error))
"""


def test_elsewhere_hooks_refuse_to_write(tmp_path: Path) -> None:
    scratch, other = tmp_path / "scratch", tmp_path / "other"
    scratch.mkdir()
    other.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", HOOKED, str(scratch), str(other)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["True"] * 5, done.stderr
    assert [path.name for path in other.iterdir()] == ["there"]


@on_linux
def test_a_system_without_namespaces_runs_lessons_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = tmp_path / "sitecustomize.py"
    starter.write_text(
        "from treasurybook.press.run import isolation\nisolation.leave_namespaces = lambda: False\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}")
    code = "import tempfile\nwith tempfile.TemporaryFile() as f: print(f.write(b'12'))"
    notebook = execute_lesson(PROJECT, changed(tmp_path, code))
    assert notebook.cells[-1].outputs[0].text == "2\n"
    with pytest.raises(LessonFailed, match="lessons write nothing but temporary files"):
        execute_lesson(PROJECT, changed(tmp_path, "open('x.txt', 'w')"))
    assert isolation.leave_namespaces is not None
