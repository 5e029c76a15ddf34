# A bare `make` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := var/venv
BIN := $(VENV)/bin
# Found before the virtual environment's own goes first.
PYTHON := $(PYTHON)
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Everything that a run writes lies under var/.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/cache/python
# Set on some build machines; every process would compile the whole of Django anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_CACHE_DIR := $(CURDIR)/var/cache/pip
export UV_CACHE_DIR := $(CURDIR)/var/cache/uv
export npm_config_cache := $(CURDIR)/var/cache/npm
export npm_config_update_notifier := false
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/var/cache/hypothesis
# The size of `make chaos`, a row's name or part of it, and what its chances follow.
SIZE ?= long
ROW ?=
SEED ?= $(shell date +%s)
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes

.PHONY: help run test test-quick e2e chaos format lint types check lock openapi client messages image-test clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run ## Set everything up and run CMS, worker, beat, relay and storefront
	@$(BIN)/python -m config.run

test: $(VENV)/.dev ## Set everything up and pass every test, on SQLite and on PostgreSQL + Redis where found
	@$(BIN)/python -m tests.run

test-quick: $(VENV)/.dev ## Only the tests without browser and processes, on SQLite
	@$(BIN)/python -m pytest -q -m "not e2e and not processes and not chaos"

e2e: $(VENV)/.dev ## Only the tests that drive Chromium against the running whole
	@$(BIN)/python -m pytest -m e2e tests/e2e

chaos: $(VENV)/.dev ## Kill processes and servers and show that no lead is lost (SIZE=short, ROW=redis, SEED=1)
	@$(BIN)/python -m pytest -q --numprocesses 0 --chaos $(SIZE) --chaos-seed $(SEED) -k "$(ROW)" tests/chaos

format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format .

lint: $(VENV)/.dev ## Check format, style and the import table
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/lint-imports --no-cache

types: $(VENV)/.dev ## Check the types
	@$(BIN)/mypy .

check: lint types ## Format, style, import table, types and migrations
	@ENVIRONMENT=test $(BIN)/python manage.py makemigrations --check --dry-run

lock: $(VENV)/.uv ## Renew the hashed requirement files from requirements/*.in
	@$(BIN)/$(LOCK) --upgrade requirements/dev.in --output-file requirements/dev.txt
	@for set in cms storefront uv; do \
		$(BIN)/$(LOCK) --constraint requirements/dev.txt requirements/$$set.in --output-file requirements/$$set.txt; \
	done

openapi: $(VENV)/.dev ## Renew the snapshot of the API's contract
	@ENVIRONMENT=test $(BIN)/python manage.py openapi > tests/frontend_bridge/openapi.json

client: $(VENV)/.run ## Write a TypeScript client of the API to var/client (needs Node.js)
	@command -v npm >/dev/null || { echo "Node.js with npm is needed for the client." >&2; exit 1; }
	@mkdir -p var/client && cp frontend_bridge/client/* var/client/
	@ENVIRONMENT=test $(BIN)/python manage.py openapi > var/client/openapi.json
	@cd var/client && npm ci --silent && npm exec openapi-typescript -- openapi.json --output schema.d.ts && npm exec tsc

messages: $(VENV)/.dev ## Collect the texts for translation into config/locale
	@$(BIN)/python manage.py messages

image-test: $(VENV)/.dev ## Build both container images without an engine and start every role
	@docker/image-test

clean: ## Remove everything that runs and tests have written
	@rm -rf var

$(VENV)/.uv: requirements/uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and no python3 was found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@touch $@

$(VENV)/.run: requirements/cms.txt requirements/storefront.txt | $(VENV)/.uv
	@echo "Installing what the product needs"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/cms.txt -r requirements/storefront.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.uv
	@echo "Installing what the tests need"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $(VENV)/.run $@
