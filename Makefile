# The everyday commands. `make help` lists them.
GO ?= go
BIN := $(CURDIR)/.cache/bin
LINTER := $(BIN)/golangci-lint
LINTER_VERSION := v2.15.0

.DEFAULT_GOAL := help
.PHONY: help build test lint fix demo scenes prove-forms prove-core prove-noninterference prove-crash prove-authorisation prove-webhook prove-embedded prove-container prove-doctor prove-operations prove-escalation prove-codewords prove-keys prove fuzz flood

help: ## list the everyday commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-24s %s\n", $$1, $$2 }'

build: ## the program, as ./porchlight
	$(GO) build -trimpath -ldflags "-X main.revision=$$(git describe --always --abbrev=12 --dirty 2>/dev/null)" -o porchlight ./cmd/porchlight

test: ## every test, with the race detector (installs redis-server where it can)
	@./scripts/need-redis
	$(GO) vet ./...
	$(GO) test -race -timeout 60m ./...

lint: $(LINTER) ## the linters, and the table of who may import whom
	$(LINTER) run ./...

fix: $(LINTER) ## format, and mend what the linters can mend
	$(GO) fix ./...
	$(LINTER) fmt ./...
	$(LINTER) run --fix ./...

$(LINTER):
	GOBIN=$(BIN) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINTER_VERSION)

demo: ## the built-in scenes, phones side by side
	$(GO) run ./cmd/porchlight demo --headless

scenes: ## play the scenes and write down what they came to (then read the diff)
	$(GO) test ./stage -run 'TestEachScene|TestForms' -count=1 -update

prove: prove-forms prove-core prove-noninterference prove-crash prove-authorisation prove-webhook prove-embedded prove-container prove-doctor prove-operations prove-escalation prove-codewords prove-keys flood ## every proof

prove-core: ## G1, G4, G5, G6, G7 as state machines over both pure cores
	@./scripts/prove $@ '^TestCore' ./meeting ./alerts ./team ./dialogue

prove-noninterference: ## G3: whole conversations, with a duress word and with a harmless one
	@./scripts/need-redis
	@CONVERSATIONS=$${CONVERSATIONS:-100} ./scripts/prove $@ '^TestNoninterference' ./stage

prove-crash: ## the bot stopped at every point of every scene: every page owed arrives
	@./scripts/need-redis
	@CRASH=all ./scripts/prove $@ '^TestCrash' ./stage ./cmd/porchlight

prove-authorisation: ## every action by every kind of caller, over the wire
	@./scripts/need-redis
	@./scripts/prove $@ '^TestAuthorisation' ./stage

prove-webhook: ## every transcript with updates brought instead of polled for, also when they are brought twice
	@./scripts/need-redis
	@WEBHOOK=all ./scripts/prove $@ '^TestWebhook|^TestAWebhook|^TestPollingTakesAWebhookAway' ./stage ./bot ./simulator ./cmd/porchlight

prove-forms: ## a transcript for each form that people type, good and bad, in every language
	@./scripts/need-redis
	@./scripts/prove $@ '^TestForms' ./stage

prove-embedded: ## the bot's own redis-server: killed, missing, damaged, left behind
	@./scripts/need-redis
	@CRASH=all ./scripts/prove $@ '^Test' ./store/embedded
	@CRASH=all ./scripts/prove $@ '^TestEmbedded' ./cmd/porchlight

prove-container: ## the Dockerfile's steps in a clean Debian root, and the bot that comes of it
	@./scripts/container/prove

prove-doctor: ## planted faults in an installation: doctor --json names each, and nothing else
	@./scripts/need-redis
	@./scripts/prove $@ '^TestDoctor' ./cmd/porchlight

prove-escalation: ## an alert that nobody can let drop: pages, owners, places, tidy chats
	@./scripts/need-redis
	@./scripts/prove $@ '^TestEscalation' ./stage ./alerts ./cmd/porchlight

prove-keys: ## keys rotated under load and across kills; backup and restore with real processes
	@./scripts/need-redis
	@./scripts/prove $@ '^TestKeys|^TestBackup|^TestRestore' ./keyring ./cmd/porchlight

prove-operations: ## metrics of the real bot, and the alerting rules by Prometheus' own parser and engine
	@./scripts/need-redis
	@./scripts/prove $@ '^TestOperations|^TestMetrics' ./serve ./stage
	@cd docs/rulescheck && ../../scripts/prove $@ '^TestRules' ./...

prove-codewords: ## phrases in disguise are found, and ordinary sentences are let be (fetches them)
	@./scripts/need-redis
	@./scripts/ordinary-sentences $(CURDIR)/.cache/sentences
	@SENTENCES=$(CURDIR)/.cache/sentences ./scripts/prove $@ '^TestCodewords' ./codeword ./stage

flood: ## how much later the first page is in the middle of 10,000 prompts, and whether replies keep their pace
	$(GO) run ./bench flood

fuzz: ## a minute of each fuzz target
	$(GO) test ./codeword -run '^$$' -fuzz FuzzMatch -fuzztime 60s -fuzzminimizetime 10x
	$(GO) test ./bot/form -run '^$$' -fuzz FuzzWhen -fuzztime 60s -fuzzminimizetime 10x
	$(GO) test ./bot/form -run '^$$' -fuzz FuzzPlan -fuzztime 60s -fuzzminimizetime 10x
	$(GO) test ./bot/form -run '^$$' -fuzz FuzzNow -fuzztime 60s -fuzzminimizetime 10x
	$(GO) test ./bot/form -run '^$$' -fuzz FuzzTeam -fuzztime 60s -fuzzminimizetime 10x
