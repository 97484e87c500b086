"""A verdict as ClaimReview of schema.org, which search engines and fact checkers read."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from treasurybook.ledger.claims import documents
from treasurybook.ledger.conclusions import conclusion
from treasurybook.ledger.outcomes import FAILS, HOLDS, IN_PART, outcome
from treasurybook.ledger.records import Record

RATINGS = {HOLDS: 3, IN_PART: 2, FAILS: 1}
"""Outcome -> rating; what is not judged has none."""


def claim_review(record: Record, *, author: str, address: str) -> dict[str, Any]:
    """Return the review of a statement.

    Parameters
    ----------
    record : dict
        Of the statement.
    author : str
        Of the book.
    address : str
        Public address of the statement's page; empty if it has none, and then the review names
        none, which those who list reviews require.
    """
    document = documents()[record["document"]]
    whose = record["quoted_from"] or f"The authors of {document.title}"
    # what is judged of a forecast that the document quotes is whether it came about
    quoted = "The forecast comes about: " if record["quoted_from"] else ""
    rating = RATINGS.get(outcome(record["verdict"]))
    scale = {"ratingValue": rating, "bestRating": 3, "worstRating": 1} if rating else {}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        **({"url": address} if address else {}),
        "claimReviewed": f"{quoted}{record['statement']}",
        "author": {"@type": "Organization", "name": author},
        **({"datePublished": record["data"]} if record["data"] else {}),
        "reviewRating": {
            "@type": "Rating",
            **scale,
            "alternateName": record["verdict"],
            "ratingExplanation": conclusion(record),
        },
        "itemReviewed": {
            "@type": "Claim",
            "identifier": record["claim"],
            "author": {"@type": "Organization", "name": whose},
            "datePublished": document.dated,
            "appearance": {
                "@type": "Report",
                "name": document.title,
                "inLanguage": "zh",
                **({"alternateName": document.title_original} if document.title_original else {}),
            },
        },
    }


def as_script(review: dict[str, Any]) -> Markup:
    """Return a review as the content of a script element, which nothing in it can end."""
    text = json.dumps(review, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c"))
