# Attune. `make` alone prints what there is.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PARALLEL := --numprocesses auto
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run demo test test-services check fix protocol train bench clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Attune needs Python 3.11 or newer, and $(PYTHON) is %d.%d: name another, for example make setup PYTHON=python3.12" % sys.version_info[:2]) if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV) || (echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv), then run make setup again"; exit 1)
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

FRONTEND_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

$(VENV)/.node: frontend/package-lock.json $(VENV)/.runtime
	$(BIN)/python scripts/frontend.py install
	@touch $@

frontend/dist/manifest.json: $(FRONTEND_SOURCES) $(VENV)/.node
	$(BIN)/python scripts/frontend.py build
	@touch $@

$(VENV)/.static: frontend/dist/manifest.json
	@mkdir -p $(VENV)
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

$(VENV)/.words: $(wildcard tutor/locale/*/LC_MESSAGES/*.po) scripts/words.py $(VENV)/.runtime
	$(BIN)/python scripts/words.py
	@touch $@

setup: $(VENV)/.runtime $(VENV)/.static $(VENV)/.words ## Install what Attune needs, and build the front end

run: setup ## Set up where needed, then run Attune (PORT and ATTUNE_DATA choose port and data folder)
	@$(BIN)/python manage.py first_start
	@exec $(BIN)/python manage.py serve

demo: setup ## Add a class of ten simulated learners who study through the real websocket
	@$(BIN)/python manage.py first_start
	@exec $(BIN)/python manage.py demo $(ARGS)

test: setup $(VENV)/.dev ## Run the whole suite, with journeys in a real Chromium
	@$(BIN)/python scripts/browser.py
	$(BIN)/python -m pytest $(PARALLEL) $(ARGS)
	$(BIN)/python scripts/frontend.py test

test-services: setup $(VENV)/.dev ## Run the suite on a real PostgreSQL and Redis
	$(BIN)/python scripts/services.py $(BIN)/python -m pytest $(PARALLEL) $(ARGS)

check: setup $(VENV)/.dev ## Lint, types, import contracts, and that generated files and migrations are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/frontend.py check
	$(BIN)/python manage.py protocol --check
	$(BIN)/python manage.py codebook --check
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

fix: $(VENV)/.dev ## Format, and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

protocol: $(VENV)/.dev ## Write the TypeScript types and the reference of the protocol
	$(BIN)/python manage.py protocol

train: $(VENV)/.dev ## Train the attention model again, and write its weights and model card
	$(BIN)/python -m attention_model train $(ARGS)
	$(BIN)/python -m attention_model card

bench: setup $(VENV)/.dev ## Measure the closed loop against its floor (ARGS="--learners 200")
	$(BIN)/python bench/closed_loop.py $(ARGS)

clean: ## Remove the virtual environment and everything built (data in var/ stays)
	rm -rf $(VENV) build frontend/node_modules frontend/dist frontend/dist-maths
