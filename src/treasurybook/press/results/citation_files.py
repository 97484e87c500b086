"""Who cites by machine: ``CITATION.cff`` with the day of the data, and ``codemeta.json``."""

from __future__ import annotations

import tomllib
from typing import Any

import yaml

from treasurybook.press.project import Project
from treasurybook.press.site.citing import FILE, Citation

CODEMETA = "codemeta.json"
_CONTEXT = "https://w3id.org/codemeta/3.0"
_SPDX = "https://spdx.org/licenses/"


def citation_cff(project: Project, found: Citation) -> str:
    """Return the project's ``CITATION.cff`` with the data as a reference, dated.

    The same version gives other numbers on newer data, so a citation names both.

    Parameters
    ----------
    project : Project
        In whose root the file lies.
    found : Citation
        What it says, with the day of the data and the public address.
    """
    stated = yaml.safe_load((project.root / FILE).read_text(encoding="utf-8"))
    stated["date-released"] = found.released
    if found.address:
        stated["url"] = found.address
    stated["references"] = [
        {
            "type": "data",
            "title": f"{found.title}: the stored snapshot, data as collected by {found.data}",
            "authors": [dict(one) for one in stated["authors"]],
            "version": found.data,
            "date-accessed": found.data,
            "notes": "Collected from their publishers, under whose terms they stay.",
        }
    ]
    text: str = yaml.safe_dump(stated, sort_keys=False, allow_unicode=True, width=100)
    return text


def codemeta(project: Project, found: Citation, *, repository: str) -> dict[str, Any]:
    """Return what describes the software by CodeMeta 3.0.

    Parameters
    ----------
    project : Project
        Whose ``pyproject.toml`` names what it needs.
    found : Citation
        Title, version and authors, with the day of the data and the public address.
    repository : str
        Address of the repository; empty if it has none.
    """
    settings = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    stated = yaml.safe_load((project.root / FILE).read_text(encoding="utf-8"))
    about = settings["project"]
    addresses = {"url": found.address, "codeRepository": repository}
    return {
        "@context": _CONTEXT,
        "type": "SoftwareSourceCode",
        "name": found.title,
        "identifier": about["name"],
        "description": " ".join(stated["abstract"].split()),
        "version": found.version,
        "datePublished": found.released,
        "dateModified": found.data,
        "license": f"{_SPDX}{about['license']}",
        "author": [{"type": "Organization", "name": name} for name in found.authors],
        "keywords": stated["keywords"],
        "programmingLanguage": {"type": "ComputerLanguage", "name": "Python"},
        "runtimePlatform": f"Python {about['requires-python']}",
        "softwareRequirements": about["dependencies"],
        "developmentStatus": "active",
        "isAccessibleForFree": True,
        **{key: address for key, address in addresses.items() if address},
    }
