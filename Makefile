# Every target is a few lines that a person could type. `make book` and `make test` set up what
# they need in .venv the first time, and again when requirements.txt changes.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes
READY := .venv/ready

.DEFAULT_GOAL := book
.PHONY: help book pdf wheel zip release student teacher datapack test lint lab data refresh sweep benchmark lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*##/  -/'

book: $(READY) ## build the book in _build/html, as far as it is out of date
	$(BIN)/treasurybook book

pdf: $(READY) ## print the whole book into one PDF, _build/treasuries-recomputed.pdf (needs Chromium)
	$(BIN)/treasurybook pdf

wheel: $(READY) ## pack code, data and lessons into one file for pip, in _build/dist
	$(BIN)/treasurybook wheel

zip: $(READY) ## pack the whole site into one file for a stick, in _build/dist
	$(BIN)/treasurybook zip

release: $(READY) ## check versions, changelog and citation, build all anew, pack it in _build/release
	$(BIN)/treasurybook release

student: $(READY) ## build the edition without solutions, in _build/student/_build/html
	$(BIN)/treasurybook edition student

teacher: $(READY) ## build the edition with answers and plans, in _build/teacher/_build/html
	$(BIN)/treasurybook edition teacher

datapack: $(READY) ## write the data of each lesson as small CSV files, in _build/datapack
	$(BIN)/treasurybook datapack

test: lint ## check everything: style, types, stored data, models, chapters, the built site
	$(BIN)/python -m tests.browser
	$(BIN)/pytest -q -n 3 --dist loadfile

lint: $(READY) ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

refresh: $(READY) ## fetch today's data (needs a network) and say what they change
	$(BIN)/treasurybook data refresh
	$(BIN)/treasurybook data diff

sweep: $(READY) ## run all lessons under other choices; writes results/firmness.csv
	$(BIN)/treasurybook sweep --all-lessons --publish --yes

data: $(READY) ## verify the stored data in full
	$(BIN)/treasurybook data verify

lab: $(READY) ## open the chapters as notebooks
	$(PIP) -r requirements-lab.txt
	$(BIN)/treasurybook lab

benchmark: $(READY) ## time what has a target
	$(BIN)/python benchmarks/build.py

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --extra dev pyproject.toml -q -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url --extra lab -c requirements.txt pyproject.toml -q -o requirements-lab.txt
	echo uv | uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade \
		--no-emit-index-url - -q -o requirements-uv.txt

clean: ## delete what was built (the environment in .venv stays)
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv installs the same files, held to the same hashes, in a fifth of the time; where it cannot be had
# or does not reach what pip reaches, pip does it. Compiled once here, no process compiles it again.
$(READY): requirements.txt requirements-uv.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11+ is needed")'
	$(PYTHON) -m venv .venv
	-$(PIP) -r requirements-uv.txt
	$(BIN)/uv pip sync -q --compile-bytecode --python $(BIN)/python --require-hashes requirements.txt \
		|| $(PIP) -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	touch $(READY)
