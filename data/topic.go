package data

import "github.com/summitry/summitry/data/store"

// A Topic is a concept by which the curators classify statements, like a Concept in SKOS.
type Topic struct {
	Key         store.Key `db:"id"`
	Slug        string    `db:"slug"`
	Name        string    `db:"name"`
	Description string    `db:"description"` // decides what belongs to it
}

var topicKind = Kind{
	Name: "topic", Folder: "topics", Types: []string{"Topic"}, Table: &topicTable,
	ByKey: nodesByKey(&TopicByKey), BySlug: asNodes(&TopicBySlug),
}

func (t *Topic) ID() string  { return topicKind.id(t.Slug) }
func (t *Topic) URL() string { return topicKind.url(t.Slug) }
func (*Topic) node()         {}

var (
	topics       = store.NewEntity[Topic]("topic")
	topicSlugs   = store.Space{Table: "topic", Label: "name"}
	topicsByName = store.NewOrder("topic", "by_name", "sort_key, slug")
	everyTopic   = topics.All("topic")
	topicTable   = store.Table{
		Name:    "topic",
		Orders:  []store.Order{topicsByName},
		Indexes: []*store.Index{everyTopic},
		Search:  `SELECT topic.id, 'topic', slug, topic.name, '', '', '' FROM topic ORDER BY id`,
	}
)

// Relations and lists of topics.
var (
	TopicByKey        = topics.ByKey()
	TopicBySlug       = topics.BySlug()
	Topics            = topics.List(everyTopic, topicsByName)
	TopicsOfStatement = store.Relation[store.Key, *Topic]{
		Entity: topics,
		Join:   "JOIN statement_topic ON statement_topic.topic_id = topic.id",
		Key:    "statement_topic.statement_id",
		Order:  "topic.by_name",
	}
)

// Pages of topics.
type (
	TopicConnection = store.Page[*Topic]
	TopicEdge       = store.Edge[*Topic]
)
