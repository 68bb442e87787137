# Canbao 参保助手: every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run chat test check train bench mutate draw report clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); sys.exit(None if ok else "Python 3.11 to 3.13 is needed (this is " + sys.version.split()[0] + "): install one, then: make PYTHON=python3.12 run")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run  ## virtual environment with pinned, hashed dependencies
setup-dev: $(VENV)/.dev  ## the same with what tests and checks need

run: setup  ## the assistant at http://127.0.0.1:8000
	@$(BIN)/python -m bot serve --port $(PORT)

chat: setup  ## the assistant in this terminal
	@$(BIN)/python -m bot chat

# Threads of numpy's own would only wait for each other, where every core has a worker already.
test: setup-dev  ## all tests, on all cores; files in their order, so that no slow one is left to run alone at the end
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: setup-dev  ## style, types, import floors, dialogs, knowledge
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m bot check
	@$(BIN)/python -m bot draw --check

train: setup-dev  ## learns understanding from data/, about four minutes
	@$(BIN)/python -m faq.training

bench: setup-dev  ## the figures of bench/README.md
	@$(BIN)/python -m bench

mutate: setup-dev  ## mutation testing of the rules, about 7 minutes
	@rm -rf mutants && nice $(BIN)/mutmut run --max-children 2
	@$(BIN)/python -m bench.mutation

draw: setup  ## reading copies beside the dialogs
	@$(BIN)/python -m bot draw

report: setup  ## what the hotline sees
	@$(BIN)/python -m bot report

clean:  ## removes the environment and caches, keeps var/ (your data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants
