"""Nothing of a solution reaches a student: not in a page, a notebook, an index or a download."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from zipfile import ZipFile

import nbformat
import pytest

from tests.toy import Toy
from treasurybook.press.editions.leaks import Solutions, leaks, solutions_of
from treasurybook.press.editions.notebooks import FOLDER, address
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.teaching.exercises import MIME

PROJECT = Project(Path(__file__).resolve().parents[1])
TAUGHT = [one for one in find_lessons(PROJECT) if not one.is_appendix]

CODE = "secret = hidden / np.sqrt(4.0)  # the way"
COLOURED = (
    '<i>secret</i> <b>=</b> hid<span class="n">den</span> / np.sqrt(<b>4.0</b>) <i># the</i> way'
)
SECRETS = Solutions(
    {" secret hidden np sqrt 4 0 the way ": CODE}, {"2.7182818284": "an answer to ex-1"}
)
TAUGHT_PART = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# A part

```{code-cell} ipython3
from treasurybook.teaching import solved
```

```{exercise}
:label: ex-1

What is the root of seven, after all that was said?
```

```{solution-start} ex-1
:class: dropdown
```

Nobody who has not solved it should see this.

```{code-cell} ipython3
root_of_seven = 7**0.5
solved("ex-1", root_of_seven, "", tolerance=0.01, wrong={"Root.": 7.0, "Seven.": 3.0, "No.": 1.5})
```

```{solution-end}
```
"""


@pytest.fixture(scope="module")
def secrets(site: Path) -> Solutions:  # noqa: ARG001 (the lessons must have been run)
    return solutions_of(PROJECT)


def test_every_lesson_offers_a_notebook_without_solutions(site: Path, secrets: Solutions) -> None:
    for lesson in TAUGHT:
        page = (site / "chapters" / f"{lesson.stem}.html").read_text(encoding="utf-8")
        assert f'href="../../{address(lesson)}" download' in page
    written = {path.relative_to(site).as_posix() for path in (site / FOLDER).rglob("*.ipynb")}
    assert written == {address(lesson) for lesson in TAUGHT}
    assert leaks(site / FOLDER, secrets) == []


@pytest.mark.parametrize("lesson", TAUGHT, ids=lambda one: one.number)
def test_the_notebook_asks_what_the_lesson_asks(lesson: Lesson, site: Path) -> None:
    notebook = nbformat.read(site / address(lesson), as_version=4)
    nbformat.validate(notebook)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert text.count("mine = ...") == 5
    assert "{quiz}" not in text  # whose source names the right choices
    assert text.count("<details>") == 5  # the answers of the quiz
    assert "{exercise}" not in text
    assert "import solved" not in text
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 5


def test_what_solutions_hold_is_found_where_it_stands(secrets: Solutions) -> None:
    """The lessons as they were run tell their solutions, by kept answer, line and number."""
    found = leaks(PROJECT.executed, secrets)
    for lesson in TAUGHT:
        told = [one for one in found if one.startswith(f"{lesson.stem}.ipynb: ")]
        assert any(MIME in one for one in told)
        assert any("(of a solution in " in one for one in told)
    assert any("an answer to ex-5-2-rerun" in one for one in found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.html", f"<p>So {escape(CODE)}</p>"),
        ("coloured.html", COLOURED),
        ("slides/1.html", f"<aside>{CODE}</aside>"),
        ("searchindex.js", f'Search.setIndex({{"titles": ["{CODE}"]}})'),
        ("notebook.ipynb", json.dumps({"cells": [{"source": ["x\n", CODE, "\ny"]}]})),
        ("output.ipynb", json.dumps({"outputs": [{"data": {MIME: {}}}]})),
        ("data.csv", "date,value\n2020-01-01,2.7182818284\n"),
        ("statements/F-1.json", '{"value": 2.7182818284}'),
        ("notes.txt", CODE),
    ],
)  # fmt: skip
def test_a_leak_is_found_in_any_file(name: str, text: str, tmp_path: Path) -> None:
    sound = tmp_path / "sound.html"
    sound.write_text("<p>The secret is the way; hidden: np.sqrt(4.0), about 2.71828.</p>")
    assert leaks(tmp_path, SECRETS) == []
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    (found,) = leaks(tmp_path, SECRETS)
    assert found.startswith(f"{name}: ")
    archive = tmp_path / "book.whl"
    with ZipFile(archive, "w") as wheel:
        wheel.write(tmp_path / name, f"treasurybook/carried/{name}")
        wheel.write(tmp_path / name, "treasurybook/models/shared_code.py")
    archived, itself = leaks(tmp_path, SECRETS)
    assert archived.startswith(f"book.whl/treasurybook/carried/{name}: ")
    assert itself == found


def test_an_edition_that_leaks_is_not_left(tmp_path: Path) -> None:
    """A whole toy edition, all of which is read: one place leaks, by a line of the changelog."""
    toy = Toy(tmp_path / "toy")
    folder = toy.root / "chapters" / "3-parts"
    folder.mkdir()
    (folder / "2-a-part.md").write_text(TAUGHT_PART, encoding="utf-8")
    toy.edit("_toc.yml", "02-constant", "02-constant\n  - file: chapters/3-parts/2-a-part")
    changes = "## [0.1.0] - 2026-01-01\n\n- Nobody who has not solved it should see this.\n"
    (toy.root / "CHANGELOG.md").write_text(changes, encoding="utf-8")  # of which the feed is made

    done = toy.run("-m", "treasurybook", "edition", "student")
    assert done.returncode == 1
    _, *told = done.stderr.strip().splitlines()
    line = "'Nobody who has not solved it should see this.' (of a solution in 3-parts/2-a-part.md)"
    assert told == [f"feed.xml: {line}"]
    place = toy.root / "_build" / "student"
    assert not (place / "_build" / "html").exists()
    asked = (place / "chapters" / "3-parts" / "2-a-part.md").read_text(encoding="utf-8")
    assert "after all that was said?" in asked
    assert "solution" not in asked
    # what is handed out is a project that builds by itself
    assert (place / "src" / "treasurybook" / "cli.py").exists()
