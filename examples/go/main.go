// Command example queries Summitry with types that genqlient generates from the schema. It prints the statements of a
// speaker, or the members of the SCO on a day.
//
//	go run . xi-jinping
//	go run . 2023-03-30
package main

//go:generate go tool genqlient

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/Khan/genqlient/graphql"
)

func main() {
	server := cmp.Or(os.Getenv("SUMMITRY_SERVER"), "http://localhost:8080")
	// Caches can answer queries that are sent by GET.
	client := graphql.NewClientUsingGet(server+"/graphql", &http.Client{Timeout: 30 * time.Second})
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "send a speaker, such as xi-jinping, or a day, such as 2023-03-30")
		os.Exit(2)
	}
	printResult := statementsOf
	if regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`).MatchString(os.Args[1]) {
		printResult = membersOn
	}
	if err := printResult(context.Background(), client, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// statementsOf prints all statements of a speaker, page by page.
func statementsOf(ctx context.Context, client graphql.Client, speaker string) error {
	var after *string
	for {
		result, err := Statements(ctx, client, []string{speaker}, after)
		if err != nil {
			return err
		}
		if after == nil && len(result.Statements.Nodes) == 0 {
			return fmt.Errorf("the dataset has no statements of %s", speaker)
		}
		for _, s := range result.Statements.Nodes {
			day := "no day"
			if s.SaidOn != nil {
				day = fmt.Sprintf("%s (%s)", s.SaidOn.Edtf, s.SaidOn.Basis)
			}
			fmt.Printf("%s  %s: %s\n", day, strings.Join(namesOf(s.Speakers), ", "), s.Text)
			for _, c := range s.Citations {
				fmt.Printf("    “%s” (%s, %d to %d)\n", c.Exact, c.Document.FileName, c.Start, c.End)
			}
		}
		page := result.Statements.PageInfo
		if !page.HasNextPage {
			return nil
		}
		after = page.EndCursor
	}
}

// A speaker is an agent to whom a statement is attributed. genqlient names types by the path from the operation to the
// field.
type speaker = StatementsStatementsStatementConnectionNodesStatementSpeakersMention

// namesOf returns the names of speakers, or the printed words where the text does not identify the agent.
func namesOf(speakers []speaker) []string {
	var names []string
	for _, s := range speakers {
		if s.Agent == nil {
			names = append(names, s.NamedAs)
			continue
		}
		names = append(names, (*s.Agent).GetName())
	}
	return names
}

// membersOn prints the status of every state on a day.
func membersOn(ctx context.Context, client graphql.Client, day string) error {
	result, err := MembersOnADay(ctx, client, day)
	if err != nil {
		return err
	}
	for _, m := range result.Organization.Memberships.Nodes {
		fmt.Printf("%-12s %-20s %-8s %s\n", m.State.GetName(), m.Status, m.Held.Answer, m.Held.Because)
	}
	return nil
}
