# make run starts Summitry, with GraphiQL if npm is there to build it; make test tests it; make clients tests it with what its users run.
graphiql := playground/built/app/index.html.gz

.PHONY: run test clients graphiql
run: graphiql
	go run .

test: graphiql
	go test -timeout 20m ./...

clients: graphiql
	go test -timeout 20m -tags clients -run 'Conformance|Example|Playground|Pages' .

graphiql:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(graphiql); \
	else echo "There is no npm here: /playground will be the plain page. Install Node.js 20 or later for GraphiQL."; fi

$(graphiql): $(addprefix playground/, package-lock.json vite.config.ts tsconfig.json index.html) $(wildcard playground/src/*)
	@echo "Building GraphiQL for the playground: some minutes, once. (go run . starts without it.)"
	cd playground && npm ci --no-audit --no-fund --ignore-scripts && npm run build
