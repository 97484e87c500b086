"""A small data folder for tests that break it."""

import json
import shutil
from pathlib import Path

from treasurybook.snapshot.paths import DATA

WANTED = {"DGS10", "CPIAUCNS", "GFDEBTN", "WALCL", "runoff_caps", "debt_to_the_penny"}


def copy_a_few(folder: Path) -> Path:
    """Copy four series and two tables of the stored data, described and sound, into `folder`."""
    package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["id"] in WANTED]
    for resource in package["resources"]:
        target = folder / resource["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / resource["path"], target)
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    corrections = (DATA / "corrections.yaml").read_text(encoding="utf-8")
    head, *entries = corrections.split("- series:")
    kept = [entry for entry in entries if entry.startswith(" GFDEBTN")]
    (folder / "corrections.yaml").write_text("- series:".join([head, *kept]), encoding="utf-8")
    return folder
