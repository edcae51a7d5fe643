package data

// A Topic is a concept that the curators sort statements by, like a Concept of SKOS.
type Topic struct {
	Key  Key
	Slug string
	Name string
}

func (t *Topic) ID() string  { return idOf("topic", t.Slug) }
func (t *Topic) URL() string { return urlOf("topic", t.Slug) }
func (*Topic) node()         {}

func (t *Topic) columns() []column {
	return []column{{"id", &t.Key}, {"slug", &t.Slug}, {"name", &t.Name}}
}

var (
	topics           = describe("topic", (*Topic).columns, itself)
	topicsByName     = newOrder(Order{table: "topic", rank: "by_name", by: "sort_key, slug"})
	everyTopic       = everyOne("topic")
	topicArrangement = arrangement{table: "topic", orders: []Order{topicsByName}, terms: []*term{everyTopic}}
)

// Topics.
var (
	TopicByKey        = byKey(topics, "")
	TopicBySlug       = bySlug(topics, "topic", "")
	Topics            = List[*Topic]{topics, everyTopic, topicsByName}
	TopicsOfStatement = Relation[Key, *Topic]{noun: topics, join: "JOIN statement_topic ON statement_topic.topic_id = topic.id", key: "statement_topic.statement_id", order: "topic.by_name"}
)

// Lists of them.
type (
	TopicConnection = Page[*Topic]
	TopicEdge       = Edge[*Topic]
)
