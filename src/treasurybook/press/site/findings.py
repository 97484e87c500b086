"""Findings of the lessons for the front page: a figure's title, and its line in small."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd

from treasurybook.charts.cards import sparkline
from treasurybook.charts.frame import FIGURE_MIME
from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project
from treasurybook.press.run.figures import Figure, figures
from treasurybook.press.run.lessons import Lesson, pick_lesson
from treasurybook.press.run.storage import executed_path, look_into


@dataclass(frozen=True)
class Finding:
    """One finding: the words and data of a figure, and the lesson that draws it.

    Attributes
    ----------
    lesson, figure : Lesson, Figure
        Where it comes from.
    line : str
        One series of the figure as a small SVG line.
    series : str
        The name of that series.
    """

    lesson: Lesson
    figure: Figure
    line: str
    series: str


def finding(project: Project, number: str, figure_id: str, series: str) -> Finding:
    """Return a finding of an executed lesson.

    Parameters
    ----------
    project : Project
        The book.
    number : str
        The lesson, ``"7.4"``.
    figure_id : str
        A figure of that lesson whose data are ``date``, ``series``, ``value``.
    series : str
        The series to be drawn.

    Raises
    ------
    UnknownLesson, BuildFailed
        If there is no such lesson, figure or series: the message names what there is.
    """
    lesson = pick_lesson(project, number)
    figure = _figure(figures(look_into(executed_path(project, lesson))), figure_id, lesson)
    plotted = pd.read_csv(io.StringIO(figure.data_csv))
    names = list(plotted["series"].unique()) if "series" in plotted else []
    if series not in names:
        raise BuildFailed(f"{figure_id} of {number} has no series {series!r}: {', '.join(names)}")
    its = plotted[plotted["series"] == series]
    history = pd.Series(its["value"].to_numpy(), index=pd.to_datetime(its["date"]))
    return Finding(lesson, figure, sparkline(history), series)


def figure_html(project: Project, number: str, figure_id: str) -> str:
    """Return a figure of an executed lesson as the lesson's page has it.

    Raises
    ------
    UnknownLesson, BuildFailed
        If there is no such lesson or figure.
    """
    lesson = pick_lesson(project, number)
    notebook = look_into(executed_path(project, lesson))
    _figure(figures(notebook), figure_id, lesson)
    return next(
        str(output["data"]["text/html"])
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if output.get("data", {}).get(FIGURE_MIME, {}).get("id") == figure_id
    )


def _figure(found: list[Figure], id: str, lesson: Lesson) -> Figure:
    by_id = {figure.id: figure for figure in found}
    if id not in by_id:
        raise BuildFailed(f"lesson {lesson.number} has no figure {id}: {', '.join(by_id)}")
    return by_id[id]
