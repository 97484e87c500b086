"""A quiz on a page: static markup, an answer to each choice, no script; on paper a line of answers.

::

    ```{quiz}
    - ask: What does a steep curve prove about the term premium?
      right: Nothing by itself.
      because: The slope also holds what short rates are expected to do.
      wrong:
        - say: That it is high.
          because: Only if short rates are expected to stay where they are.
    ```

Numbers in it are glued, as in the text around it.
"""

from __future__ import annotations

from hashlib import sha256
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from docutils import nodes
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sphinx.util.docutils import SphinxDirective

from treasurybook.ledger import spelled
from treasurybook.press.errors import BuildFailed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_STRICT = ConfigDict(extra="forbid", frozen=True)


class Choice(BaseModel):
    """A choice that is not right, and what is said to who takes it."""

    model_config = _STRICT
    say: str = Field(min_length=1)
    because: str = Field(min_length=1)


class Question(BaseModel):
    """A question with its one right answer."""

    model_config = _STRICT
    ask: str = Field(min_length=1)
    right: str = Field(min_length=1)
    because: str = Field(min_length=1)
    wrong: tuple[Choice, ...] = Field(min_length=1)

    @property
    def choices(self) -> list[tuple[bool, str, str]]:
        """All choices as (is right, words, feedback), in an order that tells nothing."""
        all_of_them = [(True, self.right, self.because)]
        all_of_them += [(False, one.say, one.because) for one in self.wrong]
        return sorted(all_of_them, key=lambda one: sha256((self.ask + one[1]).encode()).hexdigest())


def questions_of(text: str, place: str = "a page") -> list[Question]:
    """Return the questions of a quiz.

    Parameters
    ----------
    text : str
        What the directive holds.
    place : str
        Where it stands, for the message.

    Raises
    ------
    BuildFailed
        If it is no list of questions with a right answer; the message names place and field.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BuildFailed(f"{place}: quiz: no YAML ({error})".replace("\n", " ")) from error
    if not isinstance(raw, list) or not raw:
        raise BuildFailed(
            f"{place}: quiz: give a list of questions, each with ask, right and wrong"
        )
    found = []
    for number, one in enumerate(raw, start=1):
        try:
            found.append(Question.model_validate(one))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(str(part) for part in first["loc"]) or "all of it"
            raise BuildFailed(
                f"{place}: quiz, question {number}, {field}: {first['msg']}"
            ) from error
    return found


class quiz_box(nodes.General, nodes.Element):  # type: ignore[misc] # noqa: N801 (docutils' way)
    """The questions of a quiz, folded until the reader wants them."""


class quiz_question(nodes.General, nodes.Element):  # type: ignore[misc] # noqa: N801
    """A question; its children are the asked words and the choices."""


class quiz_choice(nodes.General, nodes.Element):  # type: ignore[misc] # noqa: N801
    """A choice; its children are its words and the feedback."""


class quiz_words(nodes.Part, nodes.TextElement):  # type: ignore[misc] # noqa: N801
    """Words of a quiz, with the tag of HTML that holds them."""


class Quiz(SphinxDirective):
    """Questions with one right answer each, and feedback to every choice."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Return the questions as nodes.

        Raises
        ------
        BuildFailed
            If the content is no list of questions with a right answer; the message names page,
            line and field.
        """
        questions = questions_of("\n".join(self.content), f"{self.env.docname}, line {self.lineno}")
        line = self.content_offset
        first = self.env.new_serialno("quiz")
        box = quiz_box(questions=len(questions))
        for number, question in enumerate(questions, start=1):
            node = quiz_question(name=f"quiz-{first}-{number}", number=number)
            node += self._words("legend", question.ask, line)
            for letter, (is_right, said, because) in zip(
                ascii_lowercase, question.choices, strict=False
            ):
                choice = quiz_choice(is_right=is_right, letter=letter)
                choice += self._words("span", said, line)
                choice += self._words("p", because, line)
                node += choice
            box += node
        return [box]

    def _words(self, tag: str, text: str, line: int) -> quiz_words:
        words: quiz_words = quiz_words(tag=tag)
        parsed, messages = self.state.inline_text(text, line)
        words += [*parsed, *messages]
        return words


def _open_box(self: HTML5Translator, node: quiz_box) -> None:
    number = node["questions"]
    words = f"{spelled(number).capitalize()} question{'s' if number != 1 else ''}"
    self.body.append(f'<details class="tb-quiz-box"><summary>{words}</summary>')


def _close_box(self: HTML5Translator, node: quiz_box) -> None:
    right = [
        f"{question['number']} {choice['letter']}"
        for question in node.findall(quiz_question)
        for choice in question.findall(quiz_choice)
        if choice["is_right"]
    ]
    self.body.append(f'<p class="tb-quiz-answers">Answers: {", ".join(right)}.</p></details>\n')


def _open_question(self: HTML5Translator, node: quiz_question) -> None:
    self.body.append(f'<fieldset class="tb-quiz" data-number="{node["number"]}">')


def _close_question(self: HTML5Translator, _node: quiz_question) -> None:
    self.body.append("</fieldset>\n")


def _open_choice(self: HTML5Translator, node: quiz_choice) -> None:
    tone = "right" if node["is_right"] else "wrong"
    name = node.parent["name"]
    self.body.append(
        f'<div class="tb-quiz-choice tb-quiz-{tone}"><label data-letter="{node["letter"]}">'
        f'<input type="radio" name="{name}" autocomplete="off">'
    )


def _close_choice(self: HTML5Translator, _node: quiz_choice) -> None:
    self.body.append("</div>")


def _open_words(self: HTML5Translator, node: quiz_words) -> None:
    if node["tag"] == "p":
        is_right = node.parent["is_right"]
        self.body.append(f'<p class="tb-quiz-said"><b>{"Right." if is_right else "No."}</b> ')
    elif node["tag"] == "legend":
        self.body.append(f"<legend>{node.parent['number']}. ")
    else:
        self.body.append("<span>")


def _close_words(self: HTML5Translator, node: quiz_words) -> None:
    self.body.append("</span></label>" if node["tag"] == "span" else f"</{node['tag']}>")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and how its nodes are written."""
    app.add_directive("quiz", Quiz)
    app.add_node(quiz_box, html=(_open_box, _close_box))
    app.add_node(quiz_question, html=(_open_question, _close_question))
    app.add_node(quiz_choice, html=(_open_choice, _close_choice))
    app.add_node(quiz_words, html=(_open_words, _close_words))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
