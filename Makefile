# Two commands do everything on a fresh machine with python3, venv and make: make demo, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED ?= 0

.PHONY: demo test check bench trials clean

demo: $(VENV)/.core
	$(BIN)/resolver demo -o resolver-demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev
	$(BIN)/ruff format --check resolver tests
	$(BIN)/ruff check resolver tests
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

trials: $(VENV)/.dev
	HYPOTHESIS_PROFILE=trials $(BIN)/python -m pytest -n auto

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.core

clean:
	rm -rf $(VENV) resolver-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
