# make run starts Summitry, with GraphiQL if npm is there to build it.
# make test runs the tests that need Go alone; make clients those that need a browser and npm; make attack the abuse tests, and make
# soak some of them for long, with the race detector; make world those that need servers and readers of Debian, which it installs.
# make bench measures what answers cost, and make check runs go vet and staticcheck.
graphiql := playground/built/app/index.html.gz

.PHONY: run test clients attack world soak bench check graphiql
run: graphiql
	go run .

test:
	go test -timeout 20m ./...

clients: graphiql
	go test -timeout 20m -tags clients -run 'Conformance|Example|Playground|Pages' .

attack:
	go test -timeout 20m -count 1 -tags attack ./attack

world:
	command -v nginx >/dev/null || { apt-get update -qq && apt-get install -y -qq nginx-light >/dev/null; }
	go test -timeout 20m -count 1 -tags world -run World .

soak:
	CGO_ENABLED=1 go test -timeout 30m -count 1 -tags attack -race -run Soak -soak $(or $(for),60s) -v ./attack

bench: graphiql
	go run ./bench > BENCHMARKS.md.new && mv BENCHMARKS.md.new BENCHMARKS.md

check:
	go vet -tags attack,clients,world ./...
	go tool staticcheck -tags attack,clients,world ./...

graphiql:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(graphiql); \
	else echo "There is no npm here: /playground will be the plain page. Install Node.js 20 or later for GraphiQL."; fi

$(graphiql): $(addprefix playground/, package-lock.json vite.config.ts tsconfig.json index.html) $(wildcard playground/src/*)
	@echo "Building GraphiQL for the playground: some minutes, once. (go run . starts without it.)"
	cd playground && npm ci --no-audit --no-fund --ignore-scripts && npm run build
