"""The JSON Schema of the results, which is published beside them."""

from __future__ import annotations

from typing import Any, get_args

from treasurybook.ledger.claims import UNJUDGED_REASONS, Kind, documents
from treasurybook.ledger.firmness import LEVELS
from treasurybook.ledger.outcomes import OUTCOMES
from treasurybook.ledger.records import FORGOTTEN, TO_COME
from treasurybook.ledger.rules import Verdict

DIALECT = "https://json-schema.org/draft/2020-12/schema"
NAME = "ledger.schema.json"

Schema = dict[str, Any]


def _one(description: str, *types: str, **rules: Any) -> Schema:
    return {
        "description": description,
        "type": types[0] if len(types) == 1 else list(types),
    } | rules


def _list(description: str, of: Schema) -> Schema:
    return {"description": description, "type": "array", "items": of}


def _object(description: str, **properties: Schema) -> Schema:
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def ledger_schema(base: str = "") -> Schema:
    """Return the schema of ``ledger.json``; that of one statement is ``#/$defs/statement``.

    Parameters
    ----------
    base : str
        The book's public address, of which the schema's own is made; empty if it has none.
    """
    identity = {"$id": f"{base}/results/{NAME}"} if base else {}
    book = _object(
        "Every statement of the documents, what was recomputed, and the verdict.",
        title=_one("Title of the book.", "string"),
        version=_one("Version of the book.", "string"),
        data=_one("Day up to which the data were collected.", "string", format="date"),
        license=_one("Licence of the results.", "string"),
        statements=_list("In the order of the documents.", {"$ref": "#/$defs/statement"}),
    )
    return {
        "$schema": DIALECT,
        **identity,
        "title": "The ledger of Treasuries, Recomputed",
        **book,
        "properties": {"$schema": {"type": "string"}, **book["properties"]},
        "$defs": {"statement": _statement()},
    }


def _statement() -> Schema:
    recomputed = "a number in `unit`, a date, or an order; null where nothing was recomputed so."
    return _object(
        "One statement of a document, with its verdict and evidence.",
        claim=_one("Permanent id.", "string", pattern=r"^[A-Z]-\d{3}$"),
        document=_one("Id of the document.", "string", enum=list(documents())),
        document_name=_one("Short name and year of the document.", "string"),
        chapter=_one("Chapter that answers it.", "integer", minimum=1),
        section=_one("Where in the document it stands.", "string"),
        kind=_one("What is stated.", "string", enum=list(get_args(Kind))),
        statement=_one("The statement, in our English.", "string"),
        chinese=_one("The statement, in our Chinese.", "string"),
        hedges=_list("Words of the original that weaken it.", {"type": "string"}),
        claimed=_one("What is printed, in words; empty where no number is.", "string"),
        unit=_one("Unit of printed and recomputed numbers.", "string", "null"),
        as_written=_one(
            f"Recomputed on data of the document's time: {recomputed}", "number", "string", "null"
        ),
        latest=_one(f"Recomputed on today's data: {recomputed}", "number", "string", "null"),
        difference=_one(
            "Recomputed less printed, in `unit`; as written where that exists.", "number", "null"
        ),
        verdict=_one(
            "Verdict by rule.", "string", enum=[*(one.value for one in Verdict), TO_COME, FORGOTTEN]
        ),
        outcome=_one("What the verdict amounts to.", "string", enum=list(OUTCOMES)),
        conclusion=_one("The verdict in a sentence.", "string"),
        quoted_from=_one("Whose forecast the document quotes.", "string", "null"),
        quotation={
            "description": "Whether it is quoted rightly; null where nobody is quoted.",
            "anyOf": [
                {"type": "null"},
                _object(
                    "The quotation.",
                    verdict=_one("Verdict on the quotation.", "string"),
                    published=_one("What the source published.", "number", "string"),
                ),
            ],
        },
        test=_one("What was scored, fixed before the result.", "string", "null"),
        parts=_list(
            "Parts of the test that are judged one by one.",
            _object(
                "A part.",
                test=_one("The part.", "string"),
                holds=_one("Whether it holds; null if it is not judged.", "boolean", "null"),
            ),
        ),
        fixed=_one("Day on which the test was fixed.", "string", "null"),
        changes=_list(
            "Every change of the test since.",
            _object(
                "A change.",
                on=_one("Day.", "string", format="date"),
                what=_one("What was changed.", "string"),
                because=_one("Why.", "string"),
            ),
        ),
        vintage=_one("Version of the data behind `as_written`.", "string", "null"),
        other={
            "description": "Other definitions and what they give.",
            "type": "object",
            "additionalProperties": {"type": ["number", "string", "boolean", "null"]},
        },
        result=_one("What came out, in words.", "string", "null"),
        note=_one("A remark.", "string", "null"),
        leaves_open=_one("Of causes: what the test leaves open.", "string", "null"),
        evidence_to=_one("Last day of the evidence.", "string", "null"),
        reason={
            "description": "Of what is not checkable: why.",
            "enum": [*UNJUDGED_REASONS, None],
        },
        would_change=_list("What would change the verdict.", {"type": "string"}),
        firmness=_object(
            "Whether the verdict stays under other reasonable choices.",
            level=_one("From weak to firm.", "string", enum=list(LEVELS)),
            day=_one("Day of the sweep; empty where there was none.", "string"),
            kept=_one("Under how many choices the verdict stays.", "integer", "null"),
            choices=_one("How many choices count, the published one included.", "integer", "null"),
            alternatives=_list(
                "What other choices make of the statement.",
                _object(
                    "Another choice.",
                    name=_one("What was chosen otherwise.", "string"),
                    value=_one("How.", "string"),
                    because=_one("Why a sensible author might choose so.", "string"),
                    verdict=_one("The verdict then.", "string"),
                    estimate=_one("The number that then decides.", "number", "null"),
                    kind=_one("Whose choice it is.", "string"),
                ),
            ),
        ),
        basis={
            "description": "Computed from data, documented by a source, or a reading of the text.",
            "enum": ["computed", "documented", "reading", None],
        },
        inputs={
            "description": "The stored data that the answer rests on.",
            "type": ["array", "null"],
            "items": _object(
                "What is read.",
                id=_one("Id of the series, table or fact.", "string"),
                kind=_one("What it is.", "string", enum=["series", "table", "fact"]),
                vintage=_one("Stored version, day, or latest.", "string"),
                path=_one("File below data/.", "string"),
            ),
        },
        lesson=_one("The lesson that answers.", "string", "null"),
        cell=_one("Number of its code cell.", "integer", "null"),
        version=_one("Version of the book.", "string", "null"),
        data=_one("Day of the data.", "string", "null"),
        page=_one("Page of the statement, from the root of the site.", "string"),
        cell_address=_one("The cell, from the root of the site.", "string", "null"),
        report=_one("Where to report an error.", "string", "null", format="uri"),
    )
