// Command publish loads a dataset file into a cluster of rqlite, and waits until each node has its bytes:
//
//	SUMMITRY_RQLITE_PASSWORD=... go run ./cmd/publish rqlite:https://publisher@a:4001,b:4001,c:4001 summitry.db
//
// It first checks the file as a server does before it serves a release, since a cluster holds one release only: a bad
// one would leave the servers with nothing. The user needs the permissions load, query and backup.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/summitry/summitry/data"
	"github.com/summitry/summitry/data/release"
	"github.com/summitry/summitry/data/rqlite"
	"github.com/summitry/summitry/data/store"
	"github.com/summitry/summitry/graph"
)

// retryPeriod is how long the command waits before it looks at a node again.
const retryPeriod = 500 * time.Millisecond

func main() {
	within := flag.Duration("within", 2*time.Minute, "`time` until all nodes must have the file")
	flag.Usage = func() {
		fmt.Fprintf(
			flag.CommandLine.Output(),
			"Usage: publish [flags] rqlite:https://user@host:port,host:port FILE\n\n"+
				"Loads a dataset file into a cluster. The password is in %s.\n\n",
			rqlite.PasswordVariable,
		)
		flag.PrintDefaults()
	}
	flag.Parse()
	at, isCluster := strings.CutPrefix(flag.Arg(0), "rqlite:")
	if flag.NArg() != 2 || !isCluster {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *within)
	defer cancel()
	if err := publish(ctx, at, flag.Arg(1)); err != nil {
		fmt.Fprintln(os.Stderr, "publish:", err)
		os.Exit(1)
	}
}

// publish loads a file into a cluster and waits for all nodes.
func publish(ctx context.Context, at, path string) error {
	cluster, err := rqlite.Parse(at, os.Getenv(rqlite.PasswordVariable))
	if err != nil {
		return fmt.Errorf("the cluster %w", err)
	}
	file, err := release.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	dataset, err := check(ctx, file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	want, err := digest(file.Content())
	if err != nil {
		return err
	}
	if err := load(ctx, cluster, file); err != nil {
		return err
	}
	fmt.Printf("loaded %s, version %s, sha256 %s\n", path, dataset.Version, dataset.SHA256)
	for _, node := range cluster.Nodes() {
		if err := waitFor(ctx, cluster, node, want); err != nil {
			return fmt.Errorf("%s has not got the file, run the command again: %w", node, err)
		}
		fmt.Println(node, "has it")
	}
	return file.Unchanged()
}

// check returns what a file says about its dataset, if a server would serve it.
func check(ctx context.Context, file *release.Release) (*data.Dataset, error) {
	db, err := data.Catalog.Open(ctx, file, file.Name())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	api, err := graph.New(ctx, store.New(db), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return api.Dataset(), api.CheckViews(ctx)
}

// digest returns a digest of a database file without the bytes of its header that change when SQLite opens it for
// writing: the journal mode, the counter of changes, and the version of SQLite (https://sqlite.org/fileformat.html).
func digest(file io.Reader) (string, error) {
	var header [100]byte
	if _, err := io.ReadFull(file, header[:]); err != nil {
		return "", err
	}
	clear(header[18:20])
	clear(header[24:28])
	clear(header[92:100])
	hash := sha256.New()
	hash.Write(header[:])
	_, err := io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)), err
}

// load sends a file to the first node that takes it.
func load(ctx context.Context, cluster *rqlite.Cluster, file *release.Release) (err error) {
	for _, node := range cluster.Nodes() {
		failed := loadBy(ctx, cluster, node, file)
		if failed == nil {
			return nil
		}
		err = errors.Join(err, failed)
	}
	return err
}

func loadBy(ctx context.Context, cluster *rqlite.Cluster, node string, file *release.Release) error {
	response, err := cluster.Do(ctx, http.MethodPost, node, "/db/load", "application/octet-stream", file.Content())
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1000))
	if err != nil {
		return err
	}
	var answer struct{ Error string }
	if err := json.Unmarshal(text, &answer); err != nil || answer.Error != "" {
		return fmt.Errorf("%s answers %q", node, bytes.TrimSpace(text))
	}
	return nil
}

// waitFor waits until a node has a file with a digest.
func waitFor(ctx context.Context, cluster *rqlite.Cluster, node, want string) error {
	for {
		got, err := digestBy(ctx, cluster, node)
		if err == nil && got == want {
			return nil
		}
		if err == nil {
			err = errors.New("it has another file")
		}
		select {
		case <-time.After(retryPeriod):
		case <-ctx.Done():
			return err
		}
	}
}

// digestBy returns the digest of the file that a node has itself, whatever the leader has.
func digestBy(ctx context.Context, cluster *rqlite.Cluster, node string) (string, error) {
	response, err := cluster.Do(ctx, http.MethodGet, node, "/db/backup?noleader", "", nil)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	return digest(response.Body)
}
