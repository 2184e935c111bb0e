# Two commands matter: `make run` serves Caudal with its demo company, `make test` proves it.
# Everything else is for daily work. Settings come from the environment: PORT, HOST, WEB_CONCURRENCY, DATABASE_URL,
# DEMO (0: no demo company; it only comes where this machine alone can reach it, for its passwords are public).
.POSIX:
.PHONY: help run test test-fast check format lock clean

VENV = .venv
PYTHON = $(VENV)/bin/python

help:
	@echo "make run        serve Caudal on http://127.0.0.1:8050, with a demo company on first start"
	@echo "make test       everything: lint, types, floors, unit, storage and browser tests"
	@echo "make test-fast  the tests of rules, pictures and verbs, without browser and PostgreSQL, in half a minute"
	@echo "make check      lint, types and floors only"
	@echo "make format     let ruff format and fix what it can"
	@echo "make lock       refresh constraints.txt from the environment after a change of requirements"
	@echo "make clean      remove the environment and the caches, never the database"

run:
	@sh tools/environment.sh run $(VENV)
	@exec sh tools/run.sh $(PYTHON)

test:
	@sh tools/environment.sh dev $(VENV) --install
	@sh tools/check.sh $(PYTHON)
	@sh tools/browser.sh $(PYTHON)
	@sh tools/test.sh $(PYTHON)

test-fast:
	@sh tools/environment.sh dev $(VENV)
	@$(PYTHON) -m pytest -q -n auto -m "not browser and not postgresql and not slow"

check:
	@sh tools/environment.sh dev $(VENV)
	@sh tools/check.sh $(PYTHON)

format:
	@sh tools/environment.sh dev $(VENV)
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

lock:
	@sh tools/environment.sh dev $(VENV)
	@sh tools/lock.sh $(PYTHON)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis tests/e2e/out
