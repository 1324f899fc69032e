# Each command prepares what it needs: a virtual environment, then the locked packages. The second time it starts at
# once.

PYTHON ?= python3
WORKERS ?= 2
ARGS ?=
COVERAGE ?=

VENV := .venv
BIN := $(VENV)/bin
# The pip of the machine installs into the virtual environment, so Debian's python3-venv package is not needed.
INSTALL = $(PYTHON) -m pip --python $(1)/bin/python install -qq --disable-pip-version-check --require-hashes
# The packages that `make bench` compares with, apart from the product.
PEERS := var/peers
# One lock for all versions and systems that pyproject.toml supports, with hashes and without index URLs.
COMPILE := var/lock/bin/uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links
# npm writes this file after it has installed all packages of a lock.
FETCHED := node_modules/.package-lock.json

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: serve
serve: $(VENV)/runtime.stamp ## Start the server on this machine: pages, mail worker and scheduler in one process
	@exec $(BIN)/python manage.py serve $(ARGS)

.PHONY: examples
examples: $(VENV)/dev.stamp examples/single_page/$(FETCHED) ## Start example apps that sign in at the server of `make serve`
	@exec $(BIN)/python -m examples $(ARGS)

.PHONY: test
test: $(VENV)/dev.stamp examples/single_page/$(FETCHED) tests/foreign/$(FETCHED) ## Run every test: SQLite, PostgreSQL and Redis, real processes, Chromium (ARGS= goes to pytest; COVERAGE=1 measures)
	@$(BIN)/python -m tests.run --workers $(WORKERS) $(if $(COVERAGE),--coverage) -- $(ARGS)

.PHONY: test-busy
test-busy: $(VENV)/dev.stamp examples/single_page/$(FETCHED) tests/foreign/$(FETCHED) ## Run every test beside four busy loops: no test may depend on a fast machine
	@$(BIN)/python -m tests.run --workers $(WORKERS) --busy 4 -- $(ARGS)

.PHONY: lint
lint: $(VENV)/dev.stamp ## Check style, types, layers, migrations, templates, settings and container files
	@$(BIN)/python -m tests.lint

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp ## Take pictures of every page, wide and narrow, light and dark, one sheet each in var/screenshots
	@CONTACT_SHEETS=var/screenshots $(BIN)/python -m pytest -q tests/browser/test_every_page.py tests/browser/test_app_pages.py $(ARGS)
	@echo "Look at them: var/screenshots/"

.PHONY: bench
bench: $(VENV)/dev.stamp $(PEERS)/stamp ## Measure beside django-allauth and a plain Django site (ARGS="cpu --people 20" for a short run of one part)
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format --quiet .

.PHONY: migrations
migrations: $(VENV)/dev.stamp ## Rewrite the initial migration of every app from its models
	@$(BIN)/python tools/initial_migrations.py

.PHONY: lock
lock: $(VENV)/lock.stamp ## Compile requirements/*.txt from pyproject.toml (ARGS=--upgrade takes newer versions)
	@$(COMPILE) --output-file requirements/runtime.txt pyproject.toml $(ARGS)
	@$(COMPILE) --output-file requirements/dev.txt --group dev --constraint requirements/runtime.txt pyproject.toml $(ARGS)
	@$(COMPILE) --output-file requirements/peers.txt --group peers --constraint requirements/dev.txt $(ARGS)

.PHONY: clean
clean: ## Remove the files of checks and tests (never the database)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache staticfiles
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is required: make PYTHON=python3.12 ...")'
	@echo "Creating a virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.txt | $(BIN)/python
	@echo "Installing the packages of the server (once; about a minute) ..."
	@$(call INSTALL,$(VENV)) --requirement $<
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt | $(BIN)/python
	@echo "Installing the packages of the tests (once; about a minute) ..."
	@$(call INSTALL,$(VENV)) --requirement $<
	@touch $@ $(VENV)/runtime.stamp

$(PEERS)/stamp: requirements/peers.txt | $(BIN)/python
	@echo "Installing the packages of the benchmark (once; half a minute) ..."
	@$(PYTHON) -m venv --without-pip $(PEERS)
	@$(call INSTALL,$(PEERS)) --requirement $<
	@touch $@

%/$(FETCHED): %/package-lock.json | $(VENV)/dev.stamp
	@echo "Installing the npm packages of $* (once) ..."
	@$(BIN)/python tools/npm_ci.py $*

$(VENV)/lock.stamp: | $(VENV)/dev.stamp
	@$(PYTHON) -m venv var/lock && var/lock/bin/pip install --quiet 'uv==0.13.9'
	@touch $@
