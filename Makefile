# `make study` opens the app; `make test` runs the tests. Everything lives in .venv: nothing else of the machine is touched.
# Another Python: make PYTHON=python3.12 study

.DEFAULT_GOAL := help
.PHONY: help setup study test check check-full bench screenshot clean

BIN := .venv/bin
READY := .venv/.ready

help:
	@echo "make study       open the app (sets everything up the first time)"
	@echo "make test        run the tests"
	@echo "make check       lint, types, import layers, the question bank"
	@echo "make check-full  both of these, the slow tests, and every demo over twenty seeds"
	@echo "make bench       measure, as ratios"
	@echo "make setup       only set up .venv; make clean removes it"

setup: $(READY)

$(READY): pyproject.toml constraints.txt setup.sh
	@PYTHON="$(PYTHON)" sh setup.sh .venv
	@touch $@

study: setup
	@$(BIN)/quizapp study

test: setup
	@$(BIN)/pytest -n auto

check: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/quizapp bank check

check-full: check
	$(BIN)/pytest -n auto -m ""
	$(BIN)/quizapp demo check --all --seeds 20

bench: setup
	@$(BIN)/python -m benchmarks

screenshot: setup
	$(BIN)/python docs/screenshot.py

clean:
	rm -rf .venv
