# Two commands do all the set-up on a fresh machine: `make quiz` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A venv made without pip (Debian's python3 without python3-venv) is filled by the pip outside it.
PIP = $(if $(wildcard $(BIN)/pip),$(BIN)/python -m pip,$(PYTHON) -m pip --python $(BIN)/python) --disable-pip-version-check
# Compiled files are kept even where the shell says not to: without them the quick loop compiles 10 s of its time.
unexport PYTHONDONTWRITEBYTECODE
CHECKED = quizdl verifiers tests benchmarks tools docs
# Words that make readers stumble.
AVOID = whoever|nobody|amiss|mend(s|ed|ing)?|foretell(s|ing)?|foretold|meanwhile|lest|upon|be it|of one.s own|what all
PROSE = quizdl verifiers tests benchmarks tools docs *.md questions/README.md

.PHONY: quiz verify pages test prove check lint bench load pictures clean

quiz: $(VENV)/installed ## install, and open the quiz
	@$(BIN)/quizdl

verify: $(VENV)/installed ## run every experiment of the built-in bank
	@$(BIN)/quizdl verify --all

pages: $(VENV)/installed ## run what has not run here, and write the built-in bank as pages to site/
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[report]'
	@$(BIN)/quizdl report site --run

test: $(VENV)/installed-dev lint ## everything that CI runs
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not alone"
	$(BIN)/python -m pytest -m alone
	@$(BIN)/quizdl bank check

prove: $(VENV)/installed-dev ## before a release: every proof, those of unchanged content too; keeps what passed
	$(BIN)/python -m pytest -n 2 --dist worksteal -m rests_on --prove

check: $(VENV)/installed-dev lint ## the quick loop: lint, types, arrows, fast tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow"

lint: $(VENV)/installed-dev
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.format_questions --check
	! grep -rnwiE "$(AVOID)" --include="*.py" --include="*.md" --include="*.ipynb" $(PROSE)

bench: $(VENV)/installed-dev ## print each ratio beside its budget
	@$(BIN)/python -m benchmarks

load: $(VENV)/installed-dev ## count false failures of 300 quick claims beside 16 busy processes: must be 0
	@$(BIN)/python -m benchmarks.under_load

pictures: $(VENV)/installed-dev ## draw the pictures of the README from the real program
	@$(BIN)/python -m tools.pictures

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# What pip has to fetch, most of it torch: see README.md for torch's CPU build, which is 15 times as small.
SIZE = about 0.25 GB with torch's CPU build, 3 GB with the one for NVIDIA that Linux gets by default

$(BIN)/python:
	@echo "Making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "quizdl needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null \
	  || { $(PYTHON) -m pip --version >/dev/null 2>&1 && $(PYTHON) -m venv --clear --without-pip $(VENV); } \
	  || { echo "Python can make no virtual environment here. On Debian: apt install python3-venv"; exit 1; }

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing torch and the rest into $(VENV) ($(SIZE); README.md says how to choose) ..."
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what the tests need, TensorFlow among it (about 0.4 GB more) ..."
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@
