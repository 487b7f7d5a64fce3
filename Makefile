# TheSet Assets. GNU make 4, a POSIX shell and Python 3.11 or later are all that must be there.
# ARGS= is passed on: make test ARGS="-k embedded -x"

SHELL := /bin/sh
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# Made last, so an interrupted installation is taken up again.
INSTALLED := $(VENV)/.installed

.PHONY: help demo dev test check lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: $(INSTALLED) ## import three artists before your eyes, then stop
	@exec $(BIN)/theset demo $(ARGS)

dev: $(INSTALLED) ## the same stack, left running; its data stay in .theset
	@exec $(BIN)/theset dev $(ARGS)

test: $(INSTALLED) ## all tests
	@exec $(BIN)/python -m pytest $(ARGS)

check: $(INSTALLED) ## lint, format, types, layers, definitions, lock file
	@exec scripts/check

lock: $(INSTALLED) ## bring requirements.lock up to date with pyproject.toml
	scripts/lock
	scripts/check-lock

clean: ## remove everything that was made here: .venv, .theset with its database, caches
	@scripts/clean

$(INSTALLED): requirements.lock pyproject.toml scripts/install
	@scripts/install $(VENV)
	@touch $@
