"""Reads all claims when it is imported.

The nursery imports it before it forks: each kernel then has the claims, and none parses them. A
file that cannot be read is left to the lesson that asks for it.
"""

from treasurybook.ledger.claims import claims

claims()
