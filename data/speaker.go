package data

import (
	"context"
	"strings"

	"github.com/summitry/summitry/data/store"
)

// A Speaker is an agent of any kind, for code that needs only its names.
type Speaker struct {
	Key        store.Key `db:"id"`
	Slug       string    `db:"slug"`
	Name       string    `db:"name"`
	OtherNames []string  `db:"other_names"`
}

var speakers = store.NewEntity[Speaker]("agent")

// Relations to speakers.
var (
	SpeakerByKey   = speakers.ByKey()
	SpeakerBySlug  = speakers.BySlug()
	speakersByName = store.Relation[string, *Speaker]{
		Entity: speakers,
		Join:   "JOIN called ON called.record_id = agent.id",
		Key:    "called.name",
		Order:  "agent.by_name",
	}
	everySpeaker = store.Relation[store.Key, *Speaker]{Entity: speakers, Order: "agent.by_name"}
)

// SpeakersNamed returns the agents that have a slug, an alias or a name, or else those of whose names the words are a
// part.
func SpeakersNamed(ctx context.Context, s *store.Store, name string) ([]*Speaker, error) {
	slug := strings.ToLower(strings.TrimSpace(name))
	found, err := SpeakerBySlug.All(ctx, s, []string{slug})
	if len(found) > 0 || err != nil {
		return found[slug], err
	}
	folded := store.Folded(name)
	found, err = speakersByName.All(ctx, s, []string{folded})
	if len(found) > 0 || err != nil {
		return found[folded], err
	}
	return speakersWhere(ctx, s, store.HasWords("agent.id", "name", name))
}

// SpeakersLike returns some agents, among them those with a name in which a word begins like one of these.
func SpeakersLike(ctx context.Context, s *store.Store, name string) ([]*Speaker, error) {
	alike, err := speakersWhere(ctx, s, store.HasWordsLike("agent.id", "name", name))
	if len(alike) > 0 || err != nil {
		return alike, err
	}
	return speakersWhere(ctx, s, store.NewCondition("agent.by_name <= 100"))
}

func speakersWhere(ctx context.Context, s *store.Store, c store.Condition) ([]*Speaker, error) {
	all, err := everySpeaker.AllWhere(ctx, s, []store.Key{store.Everything}, c)
	return all[store.Everything], err
}

// SaidFor returns those of the statements whose speakers speak for a country or an organization: as its members, as a
// part of it, as people of the country, or in a position there.
func SaidFor(ctx context.Context, s *store.Store, statements []store.Key, body store.Key) (map[store.Key]bool, error) {
	found, err := StatementByKey.AllWhere(ctx, s, statements, store.NewCondition(`? IN (
		WITH RECURSIVE body (id) AS (
			SELECT members_of_id FROM speaker WHERE statement_id = statement.id AND members_of_id IS NOT NULL
			UNION
			SELECT agent_id FROM speaker WHERE statement_id = statement.id AND agent_id IS NOT NULL
			UNION
			SELECT of_id
			FROM speaker JOIN position ON person_id = agent_id
			WHERE statement_id = statement.id AND of_id IS NOT NULL
			UNION
			SELECT part_of_id FROM body JOIN agent ON agent.id = body.id WHERE part_of_id IS NOT NULL
			UNION
			SELECT country_id FROM body JOIN agent ON agent.id = body.id WHERE country_id IS NOT NULL
		)
		SELECT id FROM body
	)`, body))
	said := make(map[store.Key]bool, len(found))
	for key := range found {
		said[key] = true
	}
	return said, err
}
