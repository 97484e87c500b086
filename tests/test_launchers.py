"""Where the book can be opened: Binder, a devcontainer, Colab; and systems other than Linux."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from treasurybook.files import exchange as exchanging
from treasurybook.press.project import Project
from treasurybook.press.release.standalone import SETUP
from treasurybook.press.release.wheel import WHEELS, wheel_name
from treasurybook.press.run import isolation, kernels
from treasurybook.press.run.execute import execute_lesson
from treasurybook.press.run.lessons import Lesson
from treasurybook.press.site import workshop

ROOT = Path(__file__).resolve().parents[1]
PROJECT = Project(ROOT)
BINDER = ROOT / ".binder"
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_IGNORE_INSTALLED": "1"}
on_unix = pytest.mark.skipif(os.name == "nt", reason="the launchers' machines run Linux")


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return the Python of an environment with all but the book itself."""
    place = tmp_path / "environment"
    venv.create(place, symlinks=os.name == "posix", with_pip=False)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(place)}))
    (packages / "of-the-tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = place / "bin" / "python"
    shim = place / "bin" / "pip"
    shim.write_text(f'#!/bin/sh\nexec "{python}" -m pip "$@"\n')
    shim.chmod(0o755)
    return python


def stranger(**more: str) -> dict[str, str]:
    ours = ("PYTHONPATH", "TREASURYBOOK_ROOT", "TREASURYBOOK_GUARDS", "TREASURYBOOK_LESSON")
    return {key: x for key, x in os.environ.items() if key not in ours} | OFFLINE | more


# ---- Binder and devcontainer


def test_binder_installs_what_is_pinned() -> None:
    listed = (BINDER / "requirements.txt").read_text(encoding="utf-8")
    named = re.findall(r"^-r (.+)$", listed, re.MULTILINE)
    assert [(BINDER / name).resolve() for name in named] == [
        ROOT / "requirements.txt",
        ROOT / "requirements-lab.txt",
    ]
    lines = [line for line in listed.splitlines() if not line.startswith(("#", "-r"))]
    assert lines == []  # nothing that is not pinned
    version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip()
    assert version == "python-3.11"  # for which the pins were made


@on_unix
def test_what_binder_does_last_gives_a_book_that_runs(empty: Path, tmp_path: Path) -> None:
    """The same script in an environment of its own; only packages come from ours."""
    paths = f"{empty.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}"
    environment = stranger(HOME=str(tmp_path), PATH=paths + os.environ["PATH"])
    done = subprocess.run(
        [BINDER / "postBuild"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    settings = json.loads(next(tmp_path.glob(".jupyter/labconfig/*.json")).read_text())
    assert "Jupytext Notebook" in json.dumps(settings)
    asked = "from treasurybook import book; from treasurybook.snapshot.paths import ROOT; "
    told = subprocess.run(
        [BINDER / "start", empty, "-c", f"{asked}import os; print(len(book.records()), ROOT, "
         "os.environ['TREASURYBOOK_GUARDS'])"],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    statements, root, guards = told.stdout.split()
    assert int(statements) > 800
    assert Path(root).is_relative_to(empty.parents[1])
    assert guards == "tell"


def test_the_devcontainer_sets_up_what_make_does() -> None:
    stated = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    command, target = stated["postCreateCommand"].split()
    assert command == "make"
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", target],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "--require-hashes -r requirements.txt" in done.stdout
    assert target == ".venv/ready"
    interpreter = stated["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter.endswith(f"/{Path(target).parent}/bin/python")
    (version,) = re.findall(r"^python:(3\.\d+)", stated["image"])
    assert f'requires-python = ">={version}"' in (ROOT / "pyproject.toml").read_text("utf-8")


# ---- Colab, or any machine that has Python and the notebook


@on_unix
def test_the_first_cell_installs_the_wheel_beside_the_notebook(
    site: Path, empty: Path, tmp_path: Path
) -> None:
    offered = next((site / "_notebooks").glob("2-*/1-*.ipynb"))
    whole = nbformat.reads(offered.read_text(encoding="utf-8"), as_version=4)
    (setup,) = [cell for cell in whole.cells if SETUP in cell.metadata.get("tags", ())]
    after = nbformat.v4.new_code_cell(
        "from treasurybook.snapshot.paths import ROOT\nprint(ROOT)\n"
        "from treasurybook.ledger import conclude\nconclude({'always': False})"
    )
    first = nbformat.v4.new_notebook(cells=[setup, after], metadata=whole.metadata)
    nbformat.write(first, tmp_path / "first.ipynb")
    wheel = wheel_name(PROJECT)
    command = [empty, "-m", "papermill", "--no-progress-bar", "first.ipynb", "out.ipynb"]
    run = {"cwd": tmp_path, "env": stranger(), "capture_output": True, "text": True}
    known = subprocess.run([empty, "-c", "import treasurybook"], **run, check=False)  # type: ignore[call-overload]
    assert "No module named 'treasurybook'" in known.stderr
    shutil.copy(site / WHEELS / wheel, tmp_path)
    done = subprocess.run(command, **run, check=False)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    printed = "".join(
        output.get("text", "")
        for output in nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[-1].outputs
    )
    assert str(tmp_path) in printed
    assert "Does not hold here: “always”" in printed


# ---- Systems without forking, Unix sockets, or an exchange of folders

LESSON = """---
kernelspec: {name: python3, display_name: Python 3}
---

# Elsewhere

```{code-cell} ipython3
import sys
from treasurybook.snapshot import series
print(series("DGS10").size > 1000, "nursery" in " ".join(sys.argv))
```
"""


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    (tmp_path / "01-elsewhere.md").write_text(LESSON, encoding="utf-8")
    return Lesson(tmp_path, "01-elsewhere")


def test_a_system_that_is_not_linux_starts_each_kernel_afresh(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = SimpleNamespace(platform="darwin", executable=sys.executable)
    monkeypatch.setattr(kernels, "sys", elsewhere)
    with kernels.Kernels(PROJECT) as some:
        notebook = execute_lesson(PROJECT, lesson, kernels=some)
        assert some.remark is not None  # says what the system does not keep lessons from
    assert notebook.cells[-1].outputs[0].text == "True False\n"


def test_a_system_without_unix_sockets_speaks_through_ports(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = SimpleNamespace(platform="win32", executable=sys.executable)
    monkeypatch.setattr(kernels, "sys", elsewhere)
    known = {key: getattr(os, key) for key in ("environ", "pathsep", "kill")}
    monkeypatch.setattr(kernels, "os", SimpleNamespace(name="nt", **known))
    with kernels.Kernels(PROJECT) as some:
        manager = some.manager_for(lesson, lesson.folder, is_trial=False)
        assert manager().transport == "tcp"
        notebook = execute_lesson(PROJECT, lesson, kernels=some)
    assert notebook.cells[-1].outputs[0].text == "True False\n"


def test_where_the_empty_device_is_no_file_it_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows calls it nul, wherever one is."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(isolation.os, "devnull", str(tmp_path / "nul"))
    hook = isolation.refuse_writing(tmp_path / "scratch")
    hook("open", (str(tmp_path / "nul"), "w", os.O_WRONLY))
    with pytest.raises(isolation.WritingRefused):
        hook("open", (str(tmp_path / "other"), "w", os.O_WRONLY))


@pytest.mark.parametrize("name", ["nt", "posix"])
def test_a_site_is_replaced_whole_where_folders_cannot_change_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(exchanging, "os", SimpleNamespace(name=name, fsencode=os.fsencode))
    monkeypatch.setattr(exchanging, "sys", SimpleNamespace(platform="freebsd"))
    project = Project(tmp_path)
    for folder, text in ((project.pages, "new"), (project.html, "old")):
        folder.mkdir(parents=True)
        (folder / f"{text}.html").write_text(text)
    workshop.replace_site(project, lambda html: (html / "more.html").touch())
    assert sorted(path.name for path in project.html.iterdir()) == ["more.html", "new.html"]
    assert not (project.build / "html.draft").exists()
    assert not (project.build / "html.former").exists()
