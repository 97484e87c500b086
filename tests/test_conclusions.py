"""Sentences of the chapters are held against the data, and stop the build once they are false."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from treasurybook.ledger import LedgerError, StaleConclusion, conclude, spelled
from treasurybook.ledger.claims import Claim, claims
from treasurybook.ledger.contradictions import contradictions
from treasurybook.press.project import Project
from treasurybook.press.run.lessons import Lesson, find_lessons

ROOT = Path(__file__).resolve().parents[1]
PLACE = re.compile(r"\{[^}]*\}")
ROLE = re.compile(r"\{(\w+)(?::\w+)?\}`([^`<]*?)(?:\s*<[^`>]*>)?`")


def spoken(text: str) -> str:
    """Return text as guards quote it: one line, "…" for glued values, no marks of emphasis.

    Of a term of the glossary the words are spoken, and not the entry that they lead to.
    """
    plain = ROLE.sub(lambda m: "…" if m[1] == "glue" else m[2], text)
    return " ".join(plain.replace("*", "").split())


class _Words(ast.NodeVisitor):
    """Collects the sentences that `conclude` guards, and all other texts of the code."""

    def __init__(self) -> None:
        self.guarded: list[str] = []
        self.texts: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id == "conclude":
            (sentences,) = node.args
            assert isinstance(sentences, ast.Dict), "conclude() takes a dict written on the spot"
            for key, condition in zip(sentences.keys, sentences.values, strict=True):
                assert isinstance(key, ast.Constant), "a guarded sentence is quoted word for word"
                assert not isinstance(condition, ast.Constant), f"{key.value!r} cannot fail"
                self.guarded.append(str(key.value))
                self.visit(condition)
        else:
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.texts.append(
            "".join(p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
        )
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.texts.append(node.value)


def guarded(chapter: Lesson, pages: Sequence[Path] = ()) -> Iterator[tuple[str, bool]]:
    """Yield each sentence that a chapter guards, and whether it is said.

    The chapter may say it, the ledger of a statement that the chapter answers, or one of `pages`.
    """
    cells = chapter.read().cells
    words = _Words()
    for cell in cells:
        if cell.cell_type == "code":
            words.visit(ast.parse(cell.source))
    said = [spoken(cell.source) for cell in cells if cell.cell_type == "markdown"]
    said += [spoken(text) for text in words.texts]
    if any("rivals_view(" in cell.source for cell in cells):  # it shows their words
        said += [spoken(one.why) for one in contradictions().values()]
    said += [spoken(page.read_text(encoding="utf-8")) for page in pages]
    said += [text for id in {*words.texts} & {*claims()} for text in _told_of(claims()[id])]
    for sentence in words.guarded:
        yield sentence, any(spoken(sentence) in text for text in said)


def _told_of(claim: Claim) -> Iterator[str]:
    """Yield what the ledger says of a statement, with "…" for the values."""
    for text in filter(None, (claim.result, claim.note, claim.leaves_open)):
        yield spoken(PLACE.sub("…", text))


def pages_of(chapter: Lesson) -> list[Path]:
    """Return the pages on which a conclusion of a chapter may stand besides its own."""
    start = chapter.path.parent / "index.md"
    return [
        page
        for page in (start, ROOT / "book" / "index.md", ROOT / "book" / "zh.md")
        if page.exists()
    ]


@pytest.mark.parametrize("chapter", find_lessons(Project(ROOT)), ids=lambda one: one.stem)
def test_every_guarded_sentence_stands_in_its_chapter(chapter: Lesson) -> None:
    gone = [sentence for sentence, is_said in guarded(chapter, pages_of(chapter)) if not is_said]
    assert not gone, "guards of sentences that the chapter does not (or no longer) say"


PAGE = """\
---
kernelspec:
  name: python3
---

# Page

It *rose* by
{glue:text}`x:.1f` points.

```{code-cell} ipython3
title = f"Up by {x}"
conclude({"It rose by … points": x > 0, "Up by …": x > 0, "It fell": x < 0})
```
"""


def test_a_guard_without_its_sentence_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "09-page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert list(guarded(Lesson(tmp_path, "09-page"))) == [
        ("It rose by … points", True),
        ("Up by …", True),
        ("It fell", False),
    ]


NOTES = """\
---
kernelspec:
  name: python3
---

# Page

```{code-cell} ipython3
answer("M-045", x)
conclude({"the ten-year yield rose by … points": x > 0, "It stands on the start page": x > 1})
```
"""


def test_a_guard_may_hold_a_note_of_the_ledger_or_a_start_page(tmp_path: Path) -> None:
    (tmp_path / "09-page.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "index.md").write_text("It stands *on the\nstart page*.", encoding="utf-8")
    page = Lesson(tmp_path, "09-page")
    assert [is_said for _, is_said in guarded(page)] == [True, False]
    assert [is_said for _, is_said in guarded(page, pages_of(page))] == [True, True]


def test_a_conclusion_that_fails_stops_and_names_all_that_fail() -> None:
    with pytest.raises(StaleConclusion, match=r"“it rose”; “it fell”.*rewrite the text") as caught:
        conclude({"it rose": np.float64(-1.0) > 0, "it stood": True, "it fell": np.nan < 0})
    assert caught.value.sentences == ("it rose", "it fell")


def test_a_conclusion_that_holds_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    conclude({"it rose": np.float64(1.0) > 0})
    assert capsys.readouterr().out == ""


def test_a_trial_is_told_and_not_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TREASURYBOOK_GUARDS", "tell")
    conclude({"it rose": 1 > 0, "it fell": 1 < 0})
    assert capsys.readouterr().out == "Does not hold here: “it fell”\n"


@pytest.mark.parametrize("condition", [None, 1, "yes", np.array([True, True])])
def test_a_condition_that_is_no_truth_value_is_refused(condition: object) -> None:
    with pytest.raises(LedgerError, match="give True or False"):
        conclude({"it rose": condition})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("count", "word"), [(0, "no"), (1, "one"), (12, "twelve"), (1300, "1,300")]
)
def test_small_numbers_are_spelled(count: float, word: str) -> None:
    assert spelled(count) == word


@pytest.mark.parametrize("count", [-1, 2.5, float("nan")])
def test_what_counts_nothing_is_not_spelled(count: float) -> None:
    with pytest.raises(LedgerError, match="counts nothing"):
        spelled(count)
