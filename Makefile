# make run starts Summitry, with GraphiQL if npm is there to build it; make test tests it; make clients tests it with what its users run;
# make attack does to it what strangers may do, and make soak does that for long, with the race detector; make bench measures what its
# answers cost.
graphiql := playground/built/app/index.html.gz

.PHONY: run test clients attack soak bench check graphiql
run: graphiql
	go run .

test: graphiql
	go test -timeout 20m ./...

clients: graphiql
	go test -timeout 20m -tags clients -run 'Conformance|Example|Playground|Pages' .

attack:
	go test -timeout 20m -count 1 -tags attack ./attack

soak:
	CGO_ENABLED=1 go test -timeout 30m -count 1 -tags attack -race -run Soak -soak $(or $(for),60s) -v ./attack

bench: graphiql
	go run ./bench > BENCHMARKS.md.new && mv BENCHMARKS.md.new BENCHMARKS.md

check:
	go vet -tags attack,clients ./...
	go tool staticcheck -tags attack,clients ./...

graphiql:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(graphiql); \
	else echo "There is no npm here: /playground will be the plain page. Install Node.js 20 or later for GraphiQL."; fi

$(graphiql): $(addprefix playground/, package-lock.json vite.config.ts tsconfig.json index.html) $(wildcard playground/src/*)
	@echo "Building GraphiQL for the playground: some minutes, once. (go run . starts without it.)"
	cd playground && npm ci --no-audit --no-fund --ignore-scripts && npm run build
