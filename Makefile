# make run starts Summitry and builds GraphiQL meanwhile if npm is installed.
# make test runs the tests that need only Go.
# make clients runs the tests that need a browser and npm.
# make attack runs the abuse tests; make soak runs some of them for a long time, with the race detector.
# make world installs proxies, builders and programs that read tables and citations from Debian if needed, runs the
# tests that need them, measures growth on large datasets, and then runs make cluster and make mutants.
# make cluster runs the tests of a cluster of rqlite, which they build with cgo and gcc.
# make mutants plants known faults in the code, one at a time, and shows which tests catch each.
# make bench measures the cost of responses and writes BENCHMARKS.md. It also measures two servers in JavaScript if npm is
# installed.
# make screenshot writes the picture in README.md, with Chromium.
# make check runs go vet and staticcheck.
# make dist builds the program with GraphiQL for all platforms, and checksums, into the folder dist. The same commit and
# version of Go give the same bytes anywhere. make image builds a container image for this machine from dist.
graphiql := playground/built/app/index.html.gz
withoutNpm := npm is not installed, so /playground is the plain page: install Node.js 20 or later for GraphiQL.

readers := python3-pandas python3-openpyxl r-base-core r-cran-jsonlite csvkit miller libreoffice-calc-nogui
bibliography := biber texlive-base
servers := nginx-light haproxy caddy systemd docker-compose buildah gcc libc6-dev

platforms := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
sha256sum := $(if $(shell command -v sha256sum),sha256sum,shasum -a 256)
builder := $(firstword $(shell command -v buildah) $(shell command -v podman))

.PHONY: run serve build-graphiql test clients attack world cluster mutants soak bench peers screenshot check graphiql dist image

# The server is compiled first because it embeds GraphiQL. One make runs both, so that Ctrl-C ends both and, if the
# server cannot start, make still waits for the build: two builds never run at once.
run:
	@echo "Compiling the server."
	@go build -o summitry .
	@$(MAKE) --no-print-directory -j 2 serve build-graphiql

serve:
	@./summitry -playground playground/built

build-graphiql:
	@if ! command -v npm >/dev/null; then echo "$(withoutNpm)"; \
	elif ! $(MAKE) -q $(graphiql); then \
		echo "Building GraphiQL, which takes some minutes: reload /playground when it is done."; \
		if output=$$($(MAKE) --no-print-directory $(graphiql) 2>&1); then echo "GraphiQL is built: reload /playground."; \
		else printf '%s\n' "$$output" "GraphiQL could not be built: /playground stays as it is."; fi; \
	fi

# Many tests wait, so more of them run at a time than a machine with two processors has. With GOGC=400 the tests of pages
# take a fifth less processor time.
test: export GOGC = 400
test:
	go test -p 8 -parallel 4 -timeout 20m ./...

clients: graphiql
	go test -timeout 20m -tags clients -run 'Conformance|Example|Playground|Pages' ./conformance

attack:
	go test -timeout 20m -count 1 -tags attack ./attack

world:
	dpkg -s $(readers) $(bibliography) $(servers) >/dev/null 2>&1 || { apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends $(readers) $(bibliography) $(servers) >/dev/null; }
	go test -timeout 40m -count 1 -tags world -run World ./conformance
	go test -timeout 20m -count 1 -v ./data/generate -largest 100000
	$(MAKE) --no-print-directory cluster
	$(MAKE) --no-print-directory mutants

cluster:
	go test -timeout 40m -count 1 -tags world -run Cluster -v ./conformance

mutants:
	go test -timeout 40m -count 1 -tags world -run Mutants -v ./conformance/mutants

soak:
	CGO_ENABLED=1 go test -timeout 30m -count 1 -tags attack -race -v ./attack -run Soak -soak $(or $(for),60s)

bench: graphiql peers
	go run ./bench > BENCHMARKS.md.new && mv BENCHMARKS.md.new BENCHMARKS.md

# Without npm or packages the report says that the peers were not measured.
peers:
	@if ! command -v npm >/dev/null; then echo "npm is not installed: the peers are not measured."; \
	else $(MAKE) --no-print-directory bench/peers/node_modules || echo "The peers are not measured."; fi

bench/peers/node_modules: bench/peers/package-lock.json
	cd bench/peers && npm ci --no-audit --no-fund --ignore-scripts
	touch $@

screenshot:
	go test -count 1 -tags clients -run Screenshot ./conformance

check:
	go vet -tags attack,clients,world ./...
	go tool staticcheck -tags attack,clients,world ./...

# Settings of Go that would change the bytes are fixed.
dist: export CGO_ENABLED=0
dist: export GOAMD64=v1
dist: export GOARM64=v8.0
dist: export GOEXPERIMENT=
dist: export GOFLAGS=
dist: $(graphiql)
	rm -rf dist && mkdir dist && cp LICENSE NOTICE dist
	set -e; for platform in $(platforms); do \
		export GOOS=$${platform%/*} GOARCH=$${platform#*/}; file=dist/summitry-$$GOOS-$$GOARCH; \
		if [ $$GOOS = windows ]; then file=$$file.exe; fi; echo "Building $$file."; \
		go build -trimpath -buildvcs=auto -ldflags='-s -w' -o $$file .; done
	cd dist && LC_ALL=C && $(sha256sum) * > SHA256SUMS

image:
	@if [ -z "$(builder)" ]; then echo "The image needs buildah or podman: apt-get install buildah" >&2; exit 1; fi
	$(MAKE) --no-print-directory dist platforms=linux/$$(go env GOARCH)
	$(builder) build --timestamp 0 --build-arg TARGETARCH=$$(go env GOARCH) --tag localhost/summitry .

graphiql:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(graphiql); \
	else echo "$(withoutNpm)"; fi

$(graphiql): $(addprefix playground/, package-lock.json vite.config.ts tsconfig.json index.html) $(wildcard playground/src/*)
	@command -v npm >/dev/null || { echo "GraphiQL needs npm: install Node.js 20 or later." >&2; exit 1; }
	@echo "Building GraphiQL for the playground, which takes some minutes."
	cd playground && npm ci --no-audit --no-fund --ignore-scripts && npm run build
