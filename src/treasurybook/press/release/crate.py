"""The compendium as a Research Object Crate (RO-Crate 1.1): what it holds, who made it, how to run.

A crate is a folder with ``ro-crate-metadata.json``; here it is a zip of one.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from treasurybook.files.archive import write_zip
from treasurybook.press.project import Project
from treasurybook.press.release.wheel import build_wheel
from treasurybook.press.results.files import RESULTS
from treasurybook.press.run.lessons import Lesson, find_lessons
from treasurybook.press.site.citing import Citation

METADATA = "ro-crate-metadata.json"
_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_CONFORMS = "https://w3id.org/ro/crate/1.1"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_MIT = "https://spdx.org/licenses/MIT"
_PYTHON = "https://www.python.org/downloads/"
_TEAM = "#team"
_RUN = "#run"

_RESULTS = {
    "ledger.csv": "The ledger as a table: one row a statement",
    "ledger.json": "The ledger in full",
    "ledger.schema.json": "JSON Schema of ledger.json",
    "datapackage.json": "Frictionless Data Package that describes ledger.csv",
    "CITATION.cff": "How to cite",
    "codemeta.json": "What the software is and needs",
}
_LICENCES = {
    "LICENSE": "Licence of the code",
    "LICENSE-text": "Licence of the text",
    "LICENSE-data": "Terms of the stored data, by publisher",
}

Entity = dict[str, Any]


def write_crate(project: Project, found: Citation, path: Path) -> Path:
    """Write the crate of a book that has been built, and return its path.

    It holds the wheel (code, data, lessons, records), the notebooks that stand alone, the results
    and the licences.

    Parameters
    ----------
    project : Project
        The book.
    found : Citation
        Title, version, authors, day of the data and address.
    path : Path
        The zip to write.
    """
    wheel = build_wheel(project)
    files = {wheel.name: wheel}
    files |= {name: project.html / RESULTS / name for name in _RESULTS}
    files |= {name: project.root / name for name in _LICENCES}
    lessons = {f"notebooks/{one.stem}.ipynb": one for one in find_lessons(project)}
    files |= {
        name: project.html / "_notebooks" / f"{one.stem}.ipynb" for name, one in lessons.items()
    }
    metadata = crate_metadata(found, files, lessons, wheel.name)
    text = json.dumps(metadata, ensure_ascii=False, indent=1) + "\n"
    return write_zip(path, {**files, METADATA: text.encode()})


def crate_metadata(
    found: Citation, files: Mapping[str, Path], lessons: Mapping[str, Lesson], wheel: str
) -> dict[str, Any]:
    """Return the content of ``ro-crate-metadata.json``.

    Parameters
    ----------
    found : Citation
        Title, version, authors, day of the data and address.
    files : mapping
        Name in the crate -> file.
    lessons : mapping
        Name of a notebook in the crate -> its lesson.
    wheel : str
        Name of the wheel.
    """
    return {
        "@context": _CONTEXT,
        "@graph": [
            {
                "@id": METADATA,
                "@type": "CreativeWork",
                "conformsTo": {"@id": _CONFORMS},
                "about": {"@id": "./"},
            },
            _root(found, files),
            _team(found),
            _licence(_CC_BY, "Creative Commons Attribution 4.0 International"),
            _licence(_MIT, "MIT License"),
            {"@id": _PYTHON, "@type": "ComputerLanguage", "name": "Python", "version": "3.11+"},
            _how_to_run(wheel),
            *(_file(name, path, _about(name, lessons, wheel)) for name, path in files.items()),
        ],
    }


def _root(found: Citation, files: Mapping[str, Path]) -> Entity:
    address = {"url": found.address} if found.address else {}
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": found.title,
        "description": "An executable research compendium that recomputes the statements of five "
        "documents on United States Treasury debt from stored public data, and gives verdicts by "
        f"rule. Data as collected by {found.data}.",
        "version": found.version,
        "datePublished": found.released,
        "dateModified": found.data,
        "author": {"@id": _TEAM},
        "publisher": {"@id": _TEAM},
        "license": {"@id": _CC_BY},
        "mentions": {"@id": _RUN},
        "hasPart": [{"@id": name} for name in sorted(files)],
        **address,
    }


def _team(found: Citation) -> Entity:
    address = {"url": found.address} if found.address else {}
    return {"@id": _TEAM, "@type": "Organization", "name": "; ".join(found.authors), **address}


def _licence(address: str, name: str) -> Entity:
    return {"@id": address, "@type": "CreativeWork", "name": name, "url": address}


def _how_to_run(wheel: str) -> Entity:
    return {
        "@id": _RUN,
        "@type": "HowTo",
        "name": "Rerun a lesson",
        "step": f"pip install {wheel}; treasurybook run 5.2; or open any notebook in notebooks/ "
        "and run all cells.",
    }


def _about(name: str, lessons: Mapping[str, Lesson], wheel: str) -> Entity:
    if name in lessons:
        return {
            "@type": ["File", "SoftwareSourceCode"],
            "name": f"Lesson {lessons[name].number}: {lessons[name].title}",
            "programmingLanguage": {"@id": _PYTHON},
            "license": {"@id": _CC_BY},
        }
    if name == wheel:
        return {
            "@type": ["File", "SoftwareSourceCode"],
            "name": "The package with its data, lessons and records, for pip",
            "programmingLanguage": {"@id": _PYTHON},
            "license": {"@id": _MIT},
        }
    return {"@type": "File", "name": (_RESULTS | _LICENCES)[name], "license": {"@id": _CC_BY}}


def _file(name: str, path: Path, about: Entity) -> Entity:
    return {
        "@id": name,
        **about,
        "encodingFormat": _format(name),
        "contentSize": str(path.stat().st_size),
    }


def _format(name: str) -> str:
    own = {".ipynb": "application/x-ipynb+json", ".whl": "application/zip", ".cff": "text/yaml",
           ".csv": "text/csv"}  # fmt: skip
    suffix = Path(name).suffix
    return own.get(suffix) or mimetypes.guess_type(name)[0] or "text/plain"
