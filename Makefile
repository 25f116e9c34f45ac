# planqa: `make help` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
READY := .venv/ready-$(shell cat pyproject.toml | cksum | cut -d' ' -f1)
MODEL := var/cache
EVAL := $(BIN)/planqa eval
SETS := eval/sets
RUNS := $(or $(PLANQA_VAR_DIR),var)/eval
OTHERS := $(SETS)/mentougou.blind.jsonl $(wildcard $(SETS)/*-plan.jsonl)
export PYTHONUTF8 := 1

.PHONY: help setup model run test lint types fmt eval accept widget bench pictures ci clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t12

setup: $(READY) model  ## environment and model, once

$(READY):
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	rm -f .venv/ready-*
	touch $@

model: $(READY)  ## prepare the embedded encoder, once
	@$(BIN)/python -m index.prepare --cache $(MODEL)

run: setup  ## set up, build the index and serve on HOST:PORT; PLANS="a.md b.md" instead of the catalogue
	@$(BIN)/planqa build $(PLANS)
	@exec $(BIN)/planqa serve --host $(HOST) --port $(PORT)

test: setup  ## set up and run every test
	$(BIN)/python -m pytest

lint: $(READY)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

fmt: $(READY)  ## format and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: setup  ## measure quality on the committed sets; fails on a significant drop
	@$(BIN)/planqa build
	$(EVAL) qa $(SETS)/mentougou.test.jsonl --baselines --variants --calibrate $(SETS)/mentougou.tune.jsonl
	for set in $(OTHERS); do $(EVAL) qa $$set --baselines || exit $$?; done
	$(EVAL) gate $(RUNS)/mentougou.test $(OTHERS:$(SETS)/%.jsonl=$(RUNS)/%)

accept: $(READY)  ## take the figures of the last `make eval` as the new ones
	$(EVAL) gate --update $(RUNS)/mentougou.test $(OTHERS:$(SETS)/%.jsonl=$(RUNS)/%)
	$(EVAL) report $(RUNS)/mentougou.test $(OTHERS:$(SETS)/%.jsonl=$(RUNS)/%) --readme

bench: setup  ## measure speed and memory beside a plain baseline; BENCH=--no-bare skips the bare checkout
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.load.bench $(BENCH)

widget:  ## bundle the widget after its sources changed (needs node and npm)
	cd api/web/widget && npm install --no-audit --no-fund --silent && npm run --silent build

pictures: setup  ## take docs/images again (needs chromium and a Chinese font)
	$(BIN)/python -m tests.browser.pictures

ci:  ## what CI runs
	bash .ci/run

clean:  ## remove the environment and everything built
	rm -rf .venv var
