# The commands of the house. `make run` serves Kotae, `make test` proves it; both start from nothing but Python and make.
#
#   make run PORT=9000 HOST=0.0.0.0     another address
#   make run PYTHON=python3.13          another Python

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help install install-semantics compile run test bench bench-duplicates soak lint lock test-needs

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Put the locked dependencies into .venv

install-semantics: install ## Put the larger sentence encoders (DUPLICATES_EMBEDDER=minilm+e5) into .venv as well
	@echo "Installing the sentence encoders into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-semantics.lock

run: install compile ## Prepare the database, load the demo when it is empty, and serve
	@$(PY) run.py migrate
	@$(PY) run.py seed --if-empty
	@exec $(PY) run.py serve $(if $(HOST),--host $(HOST)) $(if $(PORT),--port $(PORT))

# Python would compile every file at every start where it was told to write nothing (PYTHONDONTWRITEBYTECODE): that is a
# third of the start. What is compiled already costs a tenth of a second here; a folder that is only read is left alone.
compile: install
	@$(PY) -m compileall -q forum || true

test: $(VENV)/.installed-test test-needs compile ## Run every test, on SQLite and on PostgreSQL
	$(PY) -m pytest -n auto $(TESTS)

test-needs:
	@bash tools/test_needs.sh

bench: $(VENV)/.installed-test ## Measure the pages on a small and on a large community
	@bash tools/test_needs.sh bench
	$(PY) run.py bench

bench-duplicates: $(VENV)/.installed ## Measure how well duplicates are found, on labelled sets beside the checkout
	$(PY) -m bench.duplicates $${KOTAE_SHARED:-../shared}/data/duplicates $(if $(EMBEDDERS),--embedders $(EMBEDDERS))

soak: $(VENV)/.installed-test test-needs compile ## Run the long trials: storms, kills, hours of use in minutes
	$(PY) -m pytest -m soak $(TESTS)

torture: $(VENV)/.installed-test test-needs compile ## Kill, restart, fill up and mislead it for half an hour; ends with a table
	TORTURE_TABLE=var/torture.md $(PY) -m pytest -m soak tests/reliability

lint: $(VENV)/.installed-test ## Check style and types
	$(PY) -m ruff check .
	$(PY) -m mypy

# The locks name no index: they hold wherever the packages come from, because the hashes must agree.
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe \
	--no-strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock: ## Resolve requirements*.in into the locks anew (make lock UPGRADE=1 takes newer versions)
	@$(MAKE) --no-print-directory $(VENV)/.made
	@$(PIP) install pip-tools==7.6.2
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file=requirements.lock requirements.in
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file=requirements-test.lock requirements-test.in
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file=requirements-semantics.lock requirements-semantics.in

# A virtual environment that was interrupted halfway is made anew; one that works is kept.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kotae needs Python 3.11 or later, and '$(PYTHON)' is not. Name another one: make run PYTHON=python3.13" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments: its venv and ensurepip modules are missing." >&2; \
		echo "On Debian and Ubuntu they come with: apt-get install python3-venv" >&2; \
		exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo "Making $(VENV)"; $(PYTHON) -m venv --clear $(VENV); }
	@touch $@

$(VENV)/.installed: requirements.lock | $(VENV)/.made
	@echo "Installing the locked dependencies into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed-test: requirements-test.lock $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-test.lock
	@touch $@
