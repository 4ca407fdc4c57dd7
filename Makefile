# Two commands do everything on a fresh machine with python3, venv and make: make demo, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED ?= 0

.PHONY: demo test check bench bench-peers trials clean

demo: $(VENV)/.core
	$(BIN)/resolver demo -o resolver-demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev
	$(BIN)/ruff format --check resolver tests conftest.py
	$(BIN)/ruff check resolver tests conftest.py
	$(BIN)/mypy
	$(BIN)/lint-imports

# make bench BLOCKS="names records speed"
bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(BLOCKS)

# What others use, for figures side by side; nothing else needs it.
bench-peers: .venv-peers/.done .venv-goldenmatch/.done .venv-names/.done

.venv-%/.done: tests/bench/peers/%.txt
	@test $* != names || { command -v g++ && command -v pkg-config && pkg-config --exists icu-i18n; } > /dev/null || \
	  { echo "$<: pyicu is built from source; on Debian: apt-get install g++ pkg-config libicu-dev"; exit 1; }
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

trials: $(VENV)/.dev
	HYPOTHESIS_PROFILE=trials $(BIN)/python -m pytest -n auto tests resolver tests/trials

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.core

clean:
	rm -rf $(VENV) .venv-peers .venv-goldenmatch .venv-names tests/bench/kept resolver-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
