# Heddle's front door. `make help` lists what there is.
SHELL := /bin/sh
PORT ?= 8008
DATA ?= ./data
SERVER_NAME ?= localhost

MODULES := $(wildcard shared-* worker-* homeserver-main)
# Folders count as well, so that a deleted file is noticed.
SOURCES := pom.xml $(wildcard $(addsuffix /pom.xml,$(MODULES))) \
           $(shell find $(wildcard $(addsuffix /src/main,$(MODULES))) | sed 's/ /\\ /g')
APP := target/app
TESTS ?=

.DEFAULT_GOAL := help
.PHONY: help run build test check e2e fuzz bench format clean
.DELETE_ON_ERROR:

help: ## this list
	@echo "Heddle, a Matrix homeserver."
	@echo
	@sed -n 's/^\([a-z0-9]*\):.*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-16s%s\n", $$1, $$2}'
	@echo
	@echo "Settings of run: PORT=$(PORT) DATA=$(DATA) SERVER_NAME=$(SERVER_NAME)"

run: build ## build what changed, then start the homeserver
	@exec bin/heddle run --port "$(PORT)" --data "$(DATA)" --server-name "$(SERVER_NAME)"

build: $(APP)/heddle.aot ## build the homeserver and its start-up cache, without running it

$(APP)/heddle.jar: $(SOURCES) bin/maven bin/find-jdk
	@bin/package

$(APP)/heddle.aot: $(APP)/heddle.jar bin/train bin/heddle
	@bin/train

test: ## strict compile, formatting, architecture rules and every test but the end-to-end ones
	@bin/maven -Pstrict --fail-at-end test -De2e.skip=true $(TESTS)

check: ## strict compile and formatting only
	@bin/maven -q -Pstrict test-compile

e2e: $(APP)/heddle.jar ## the tests through the front door
	@bin/maven test -pl e2e -am -Dtest='io/heddle/e2e/**' -Dsurefire.failIfNoSpecifiedTests=false $(TESTS)
	@$(if $(TESTS),,e2e/clients/run)

fuzz: ## every parser against a fuzzer, 20 seconds each
	@bin/maven -Pfuzz --fail-at-end test -pl fuzz -am -Dtest='*FuzzTest' -Dsurefire.failIfNoSpecifiedTests=false $(TESTS)

bench: build ## measurements; see benchmarks/
	@test -x benchmarks/run || { echo "heddle: there is no benchmarks/run" >&2; exit 1; }
	@benchmarks/run

format: ## format all Java sources
	@bin/maven -q spotless:apply

clean: ## remove everything that was built (never DATA)
	@rm -rf target $(addsuffix /target,$(MODULES) fuzz e2e benchmarks)
