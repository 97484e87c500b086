"""What is published with a version: it agrees with itself, is whole, and the same each time."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from treasurybook.files.archive import below, write_zip
from treasurybook.press.book import STAMP
from treasurybook.press.errors import PressError
from treasurybook.press.project import Project
from treasurybook.press.release import release as releasing
from treasurybook.press.release.checking import release_problems
from treasurybook.press.release.crate import METADATA
from treasurybook.press.release.release import SUMS, make_release
from treasurybook.press.release.site_zip import NAME
from treasurybook.press.run.lessons import find_lessons

ROOT = Path(__file__).resolve().parents[1]
VERSION = Project(ROOT).version

# ---- Checks


@pytest.fixture
def checkout(tmp_path: Path) -> Project:
    """Make a checkout whose version, changelog and citation agree."""
    (tmp_path / "pyproject.toml").write_text(f'[project]\nversion = "{VERSION}"\n')
    (tmp_path / "CITATION.cff").write_text(
        f'title: T\nversion: {VERSION}\ndate-released: "2026-01-02"\n'
    )
    (tmp_path / "CHANGELOG.md").write_text(
        f"# Changelog\n\n## [Unreleased]\n\n## [{VERSION}] - 2026-01-02\n\n- All.\n"
    )
    return Project(tmp_path)


def spoil(project: Project, name: str, old: str, new: str) -> None:
    path = project.root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_agrees_may_be_released(checkout: Project) -> None:
    assert release_problems(checkout) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("CITATION.cff", f"version: {VERSION}", "version: 0.0.1", ["CITATION.cff cites version"]),
        ("CITATION.cff", "2026-01-02", "2026-01-03", ["released on 2026-01-03"]),
        ("CHANGELOG.md", "[Unreleased]\n", "[Unreleased]\n\n- More.\n", ["under [Unreleased]"]),
        ("CHANGELOG.md", f"[{VERSION}]", "[0.0.1]", ["newest version is 0.0.1"]),
        (
            "pyproject.toml", VERSION, "9.0.0",
            ["CITATION.cff cites", f"version {VERSION} is installed", "newest version is"],
        ),
    ],
)  # fmt: skip
def test_what_disagrees_is_named_with_its_cure(
    checkout: Project, name: str, old: str, new: str, told: list[str]
) -> None:
    spoil(checkout, name, old, new)
    found = release_problems(checkout)
    assert len(found) == len(told)
    for problem, words in zip(found, told, strict=True):
        assert words in problem
        assert ": " in problem


def test_a_tree_that_is_not_as_committed_is_named(checkout: Project) -> None:
    git = ["git", "-C", str(checkout.root)]
    own = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, *own, "commit", "-qm", "all"], check=True)
    assert release_problems(checkout) == []
    (checkout.root / "more.txt").touch()
    (problem,) = release_problems(checkout)
    assert problem.startswith("more.txt not as committed: ")


def test_nothing_is_built_while_something_disagrees(checkout: Project) -> None:
    spoil(checkout, "CITATION.cff", VERSION, "0.0.1")
    with pytest.raises(PressError, match=r"no release:\n  CITATION"):
        make_release(checkout)
    assert not checkout.build.exists()


# ---- What is packed


@pytest.fixture(scope="module")
def release(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pack a draft of the book that is built; only the PDF, which takes minutes, is a stand-in."""
    pdf = tmp_path_factory.mktemp("pdf") / f"{NAME}.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "print_book", lambda _project: pdf)
        patch.setattr(releasing, "build_book", lambda _project, force: force)
        return make_release(Project(site.parents[1]), draft=True, report=told.append)


def test_a_release_is_one_folder_with_the_sum_of_each_file(release: Path) -> None:
    names = {path.name for path in release.iterdir()}
    assert names == {
        SUMS,
        f"{NAME}-{VERSION}.pdf",
        f"{NAME}-{VERSION}-site.zip",
        f"{NAME}-{VERSION}-data.zip",
        f"{NAME}-{VERSION}-crate.zip",
        f"treasurybook-{VERSION}-py3-none-any.whl",
    }
    sums = dict(reversed(line.split("  ")) for line in (release / SUMS).read_text().splitlines())
    assert set(sums) == names - {SUMS}
    for name, expected in sums.items():
        assert sha256((release / name).read_bytes()).hexdigest() == expected


def test_the_zip_is_the_site_and_opens_from_a_folder(release: Path, site: Path) -> None:
    with zipfile.ZipFile(release / f"{NAME}-{VERSION}-site.zip") as packed:
        names = set(packed.namelist())
        files = {f"{NAME}/{p.relative_to(site).as_posix()}": p for p in site.rglob("*")
                 if p.is_file() and p.name != STAMP}  # fmt: skip
        assert names == set(files)
        for name in sorted(names)[:: max(len(names) // 100, 1)]:
            assert packed.read(name) == files[name].read_bytes()
        start = packed.read(f"{NAME}/index.html").decode()
    (target,) = re.findall(r'content="0; url=([^"]+)"', start)
    assert f"{NAME}/{target}" in names


def test_the_crate_describes_all_that_it_holds(release: Path) -> None:
    with zipfile.ZipFile(release / f"{NAME}-{VERSION}-crate.zip") as crate:
        held = set(crate.namelist()) - {METADATA}
        metadata = json.loads(crate.read(METADATA))
        sizes = {one.filename: one.file_size for one in crate.infolist()}
    entities = {one["@id"]: one for one in metadata["@graph"]}
    assert len(entities) == len(metadata["@graph"])
    assert entities[METADATA]["about"] == {"@id": "./"}
    assert entities[METADATA]["conformsTo"]["@id"] == metadata["@context"].rpartition("/")[0]
    root = entities["./"]
    assert root["@type"] == "Dataset"
    for key in ("name", "description", "datePublished", "license"):  # which the format requires
        assert root[key]
    assert root["dateModified"] == Project(ROOT).data_day
    assert {part["@id"] for part in root["hasPart"]} == held
    for name in held:
        assert int(entities[name]["contentSize"]) == sizes[name]
        assert "File" in entities[name]["@type"]
    referred = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(metadata["@graph"]))
    outside = {one for one in referred if one not in entities}
    assert outside == {entities[METADATA]["conformsTo"]["@id"]}
    lessons = {f"notebooks/{one.stem}.ipynb" for one in find_lessons(Project(ROOT))}
    assert lessons < held


# ---- The same each time


def test_an_archive_is_the_same_wherever_and_whenever_it_is_made(tmp_path: Path) -> None:
    for name, mode in (("one", 0o600), ("two", 0o755)):
        folder = tmp_path / name / "a folder"
        folder.mkdir(parents=True)
        for file in ("b.txt", "a.txt") if name == "one" else ("a.txt", "b.txt"):
            (folder / file).write_text(file)
            (folder / file).chmod(mode)
        write_zip(tmp_path / f"{name}.zip", {**below(folder, "x/"), "c": b"more"})
    packed = (tmp_path / "one.zip").read_bytes()
    assert packed == (tmp_path / "two.zip").read_bytes()
    shutil.unpack_archive(tmp_path / "one.zip", tmp_path / "out")
    found = sorted(p.relative_to(tmp_path / "out").as_posix()
                   for p in (tmp_path / "out").rglob("*") if p.is_file())  # fmt: skip
    assert found == ["c", "x/a.txt", "x/b.txt"]
    assert not list(tmp_path.glob(".*"))
