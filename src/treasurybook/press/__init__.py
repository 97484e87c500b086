"""Run the chapters, gather what they compute and print the book.

The road of a chapter::

    chapters/1-*/2-*.md  --papermill-->  _build/executed/1-*/2-*.ipynb  --Sphinx-->  the page
                                         _build/records/1-*/2-*.json    the ledger, the tests
                                         _build/notebooks/1-*/2-*.ipynb offered, standing alone
                                         _build/dist                    all of it in a wheel

One run serves every use, and a chapter runs again exactly when its text, the package, the stored
data, its parameters or the environment changed (see `fingerprint`).
"""
