# Two commands do everything on a fresh machine with python3, venv and make: make demo, make test.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONHASHSEED ?= 0

.PHONY: kernel demo test check check-exports bench bench-peers trials clean

demo: $(VENV)/.core kernel
	$(BIN)/resolver demo -o resolver-demo

test: $(VENV)/.dev kernel
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev
	$(BIN)/ruff format --check resolver tests conftest.py
	$(BIN)/ruff check resolver tests conftest.py
	$(BIN)/mypy
	$(BIN)/lint-imports

# The worked example, read by the programs that our exports are for; nothing else needs them.
check-exports: $(VENV)/.core .venv-exports/.done
	rm -rf exports-checked
	$(BIN)/resolver demo -o exports-checked/run --quiet
	$(BIN)/resolver export exports-checked/run --profile public -o exports-checked/public > /dev/null
	$(BIN)/resolver export exports-checked/run --as ftm -o exports-checked/ftm > /dev/null
	$(BIN)/resolver export exports-checked/run --as ftm --profile public -o exports-checked/ftm-public > /dev/null
	printf 'left_id,right_id,verdict,judge\nM001,M008,same,AK\nM001,M002,different,AK\nM097,M061,unsure,AK\n' > exports-checked/run/answers.csv
	$(BIN)/resolver judgements add exports-checked/run exports-checked/run/answers.csv > /dev/null
	$(BIN)/resolver dedupe seeds/khasham-2018/mentions.csv -o exports-checked/run --quiet
	$(BIN)/resolver export exports-checked/run --as nomenklatura -o exports-checked/run/judgements.nk.json > /dev/null
	.venv-exports/bin/python tests/outside/check.py exports-checked/*

.venv-exports/.done: tests/outside/requirements.txt
	@{ command -v g++ && command -v pkg-config && pkg-config --exists icu-i18n; } > /dev/null || \
	  { echo "$<: pyicu is built from source; on Debian: apt-get install g++ pkg-config libicu-dev"; exit 1; }
	$(PYTHON) -m venv .venv-exports
	.venv-exports/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

# make bench BLOCKS="names records speed"
bench: $(VENV)/.dev kernel
	$(BIN)/python -m tests.bench $(BLOCKS)

# What others use, for figures side by side; nothing else needs it.
bench-peers: .venv-peers/.done .venv-goldenmatch/.done .venv-names/.done

.venv-%/.done: tests/bench/peers/%.txt
	@test $* != names || { command -v g++ && command -v pkg-config && pkg-config --exists icu-i18n; } > /dev/null || \
	  { echo "$<: pyicu is built from source; on Debian: apt-get install g++ pkg-config libicu-dev"; exit 1; }
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

trials: $(VENV)/.dev kernel
	HYPOTHESIS_PROFILE=trials $(BIN)/python -m pytest -n auto tests resolver tests/trials

# Installing compiles it, too; this does when its files changed since, and says why where it cannot be.
kernel: $(BIN)/python
	@$(BIN)/python resolver/native/compiling.py

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.core: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.core

clean:
	rm -rf $(VENV) .venv-peers .venv-goldenmatch .venv-names .venv-exports exports-checked tests/bench/kept resolver-demo resolver/native/*.so .pytest_cache .mypy_cache .ruff_cache .hypothesis
