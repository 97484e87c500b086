"""How to cite the book, from ``CITATION.cff`` and the day of its data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from treasurybook.press.errors import BuildFailed
from treasurybook.press.project import Project

FILE = "CITATION.cff"
_NEEDED = ("title", "authors", "version", "date-released")
_SPECIAL = re.compile(r"([&%$#_{}])")


@dataclass(frozen=True)
class Citation:
    """What a citation says.

    Attributes
    ----------
    authors : tuple of str
        Names; of persons with the family name first.
    title, version : str
        Of the book.
    released : str
        The day of the release, ISO.
    data : str
        The day of the data, ISO: the same version computes other numbers on newer data.
    address : str
        Where the book or its repository is; empty if neither has a public address.
    """

    authors: tuple[str, ...]
    title: str
    version: str
    released: str
    data: str
    address: str

    @property
    def year(self) -> str:
        """Year of the release."""
        return self.released[:4]

    def plain(self) -> str:
        """Return one line of text."""
        where = f" {self.address}" if self.address else ""
        authors = "; ".join(self.authors)
        return (
            f"{authors} ({self.year}). {self.title} (version {self.version}, data as collected by "
            f"{self.data}).{where}"
        )

    def bibtex(self) -> str:
        """Return an entry for BibTeX."""
        fields = {
            # a name in braces of its own is not split into parts at its words and commas
            "author": " and ".join(f"{{{_escaped(one)}}}" for one in self.authors),
            "title": f"{{{_escaped(self.title)}}}",
            "year": self.year,
            "version": self.version,
            "note": f"Version {self.version}, data as collected by {self.data}",
        }
        if self.address:
            fields["url"] = self.address
        lines = [f"  {name:<8}= {{{content}}}," for name, content in fields.items()]
        key = re.sub(r"[^a-z]+", "-", self.title.lower()).strip("-")
        return "\n".join([f"@misc{{{key}-{self.version},", *lines, "}"])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def citation(project: Project, *, data: str, address: str) -> Citation:
    """Read how to cite the book.

    Parameters
    ----------
    project : Project
        The project, in whose root ``CITATION.cff`` lies.
    data : str
        The day of its data, ISO.
    address : str
        Its public address; empty if it has none.

    Raises
    ------
    BuildFailed
        If the file is absent or says too little.
    """
    path = project.root / FILE
    if not path.exists():
        raise BuildFailed(
            f"{FILE} is missing in {project.root}: the page book/cite is made from it"
        )
    stated: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    lacking = [key for key in _NEEDED if not stated.get(key)]
    if lacking:
        raise BuildFailed(f"{FILE} says nothing under {', '.join(lacking)}: add it")
    return Citation(
        authors=tuple(_name(one) for one in stated["authors"]),
        title=str(stated["title"]),
        version=str(stated["version"]),
        released=str(stated["date-released"]),
        data=data,
        address=address,
    )


def _name(author: Mapping[str, str]) -> str:
    if "name" in author:
        return author["name"]
    return ", ".join(author[key] for key in ("family-names", "given-names") if key in author)
