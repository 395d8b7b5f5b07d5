# Two commands: `make demo` and `make test`. Each sets up what it needs; the second time that costs nothing.
SHELL := /bin/bash
V := .venv
export TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
export OMP_WAIT_POLICY := passive
export OMP_NUM_THREADS := 1
export YOLO_OFFLINE := true
export YOLO_AUTOINSTALL := false

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test test-faults check lock bench proof-places proof-owners year bench-registry clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Debian packages, .venv with the locked libraries, the CPU build of torch
	@scripts/setup.sh run

setup-test: ## setup, and what the tests need besides (PostgreSQL, Chromium, ...)
	@scripts/setup.sh test

demo: setup ## sample data, the story, then the web pages on http://127.0.0.1:8000
	@$(V)/bin/ticketing demo

test: setup-test check ## style, types, walls of the house, and every test but the long ones (under 10 minutes)
	@$(V)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not long"

test-faults: setup-test ## the long ones: kill -9 at each failpoint 20 times, on both databases, and more on PostgreSQL
	@FAULT_ROUNDS=20 $(V)/bin/python -m pytest -n 2 -m "faults or long"

check: setup ## ruff, mypy, import-linter
	@$(V)/bin/ruff check .
	@$(V)/bin/ruff format --check -q .
	@$(V)/bin/mypy
	@$(V)/bin/lint-imports

bench: setup ## benchmarks, beside what one could use instead (benchmarks/README.md)
	@$(V)/bin/python -m benchmarks

proof-places: setup ## every old commune of the country in every spelling, misspelt and in contradiction
	@$(V)/bin/python -m benchmarks.places

proof-owners: setup ## a made-up year with planted errors: every case in its queue, no notice to a wrong owner
	@$(V)/bin/python -m benchmarks.owners

year: setup ## a made-up year of 22,200 cases to the last payment, once more with 20 kill -9 (hours)
	@$(V)/bin/python -m benchmarks.year

bench-registry: setup ## load two million vehicles, ask for plates (some minutes)
	@$(V)/bin/python -m benchmarks.registry

lock: setup ## make requirements.lock from requirements.in
	@scripts/lock.sh

clean: ## remove .venv and the demo home
	rm -rf $(V) .ticketing
