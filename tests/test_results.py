"""The results for machines: each file is what its format and its description say."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import frictionless
import pytest
import yaml
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator, ValidationError

from treasurybook.ledger.claims import claims, documents
from treasurybook.ledger.outcomes import OUTCOMES, UNJUDGED, outcome
from treasurybook.press.project import Project
from treasurybook.press.results.citation_files import citation_cff, codemeta
from treasurybook.press.results.claim_review import as_script, claim_review
from treasurybook.press.results.schema import ledger_schema
from treasurybook.press.results.table import FIELDS, data_package
from treasurybook.press.site.citing import Citation

from .answered import with_number

PROJECT = Project(Path(__file__).resolve().parents[1])
BASE = "https://example.org/book"


@pytest.fixture(scope="module")
def results(site: Path) -> Path:
    return site / "results"


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


# ---- ledger.json and its schema


def test_the_whole_ledger_is_what_its_published_schema_says(results: Path) -> None:
    schema, ledger = read(results / "ledger.schema.json"), read(results / "ledger.json")
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(ledger)
    assert ledger["$schema"] == "ledger.schema.json"
    assert [one["claim"] for one in ledger["statements"]] == list(claims())


def test_a_statement_of_its_own_is_the_same_as_in_the_ledger(site: Path, results: Path) -> None:
    ledger = {one["claim"]: one for one in read(results / "ledger.json")["statements"]}
    for claim in ("F-130", "Q-116", "S-120"):
        assert read(site / "statements" / f"{claim}.json") == ledger[claim]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"verdict": "nearly"},
        {"outcome": None},
        {"claim": "130"},
        {"document": "007"},
        {"as_written": [1.0]},
        {"inputs": [{"id": "DGS10"}]},
        {"own": 1},
    ],
    ids=str,
)
def test_the_schema_refuses_what_no_statement_is(results: Path, spoilt: dict[str, Any]) -> None:
    schema = ledger_schema()
    statement = read(results / "ledger.json")["statements"][0]
    only = Draft202012Validator({**schema, "$ref": "#/$defs/statement", "required": [],
                                 "properties": {}, "additionalProperties": True})  # fmt: skip
    only.validate(statement)
    with pytest.raises(ValidationError):
        only.validate(statement | spoilt)


# ---- ledger.csv and its description


def test_the_table_is_what_its_data_package_says(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    (task,) = report.tasks
    assert task.stats["rows"] == len(claims())
    assert task.stats["fields"] == len(FIELDS)


def test_the_table_says_the_same_as_the_ledger(results: Path) -> None:
    rows = list(csv.DictReader((results / "ledger.csv").open(encoding="utf-8")))
    ledger = read(results / "ledger.json")["statements"]
    for row, one in zip(rows, ledger, strict=True):
        assert one["chinese"] == claims()[one["claim"]].chinese
        same = ("claim", "statement", "chinese", "verdict", "outcome", "lesson", "page", "version")
        for key in same:
            assert row[key] == one[key]
        ids = list(dict.fromkeys(row["inputs"].split()))
        assert set(ids) == {each["id"] for each in one["inputs"]}
        if isinstance(one["as_written"], float):
            assert float(row["as_written"]) == one["as_written"]
        if one["difference"] is not None:
            assert float(row["difference"]) == one["difference"]


def test_a_wrong_table_does_not_pass_its_description(tmp_path: Path, results: Path) -> None:
    text = (results / "ledger.csv").read_text(encoding="utf-8")
    spoilt = text.replace(f",{OUTCOMES[0]},", ",perhaps,", 1)
    (tmp_path / "ledger.csv").write_text(spoilt, encoding="utf-8")
    package = data_package(spoilt, title="T", version="1", data="2026-01-01", base=BASE)
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert [error.type for task in report.tasks for error in task.errors] == ["constraint-error"]


# ---- How to cite

FOUND = Citation(
    authors=("Team",), title="A Book", version="1.2", released="2026-01-02", data="2026-03-04",
    address=BASE,
)  # fmt: skip


def test_the_citation_names_the_data_with_their_day(results: Path) -> None:
    stated = yaml.safe_load((results / "CITATION.cff").read_text(encoding="utf-8"))
    own = yaml.safe_load((PROJECT.root / "CITATION.cff").read_text(encoding="utf-8"))
    assert {key: stated[key] for key in own} == own
    (data,) = stated["references"]
    assert {"type", "title", "authors"} <= set(data)  # which the format requires
    assert data["date-accessed"] == PROJECT.data_day
    assert "url" not in stated
    assert yaml.safe_load(citation_cff(PROJECT, FOUND))["url"] == BASE


def test_codemeta_describes_the_package(results: Path) -> None:
    found = read(results / "codemeta.json")
    assert found["@context"] == "https://w3id.org/codemeta/3.0"
    assert found["type"] == "SoftwareSourceCode"
    assert found["version"] == PROJECT.version
    assert found["dateModified"] == PROJECT.data_day
    assert any(one.startswith("pandas") for one in found["softwareRequirements"])
    assert "codeRepository" not in found
    assert codemeta(PROJECT, FOUND, repository=BASE)["codeRepository"] == BASE


# ---- ClaimReview


@pytest.mark.parametrize("claim", ["F-130", "Q-116", "S-120", "M-147"])
def test_the_page_of_a_statement_carries_its_review(site: Path, claim: str) -> None:
    page = BeautifulSoup((site / "statements" / f"{claim}.html").read_text("utf-8"), "html.parser")
    (script,) = page.select('script[type="application/ld+json"]')
    review = json.loads(str(script.string))
    stored = read(site / "statements" / f"{claim}.json")
    assert review["@type"] == "ClaimReview"
    judged = "The forecast comes about: " if stored["quoted_from"] else ""
    assert review["claimReviewed"] == judged + stored["statement"]
    assert review["reviewRating"]["alternateName"] == stored["verdict"]
    assert ("ratingValue" in review["reviewRating"]) == (stored["outcome"] != UNJUDGED)
    document = documents()[stored["document"]]
    assert review["itemReviewed"]["appearance"]["name"] == document.title
    assert review["itemReviewed"]["datePublished"] == document.dated


def test_a_review_names_its_public_address_and_cannot_end_its_script() -> None:
    record = with_number("F-017", 28.0) | {"data": "2026-01-01"}
    assert outcome(record["verdict"]) != UNJUDGED
    review = claim_review(record, author="T", address=f"{BASE}/statements/F-017.html")
    assert review["url"] == f"{BASE}/statements/F-017.html"
    assert "url" not in claim_review(record, author="T", address="")
    evil = claim_review(record | {"statement": "</script><b>"}, author="T", address="")
    assert "<" not in as_script(evil)
    assert json.loads(as_script(evil))["claimReviewed"] == "</script><b>"
