package data

// A Topic is a concept that the curators sort statements by, like a Concept of SKOS.
type Topic struct {
	Key  Key
	Slug string
	Name string
}

func (t *Topic) ID() string { return "topic:" + t.Slug }
func (*Topic) node()        {}

func (t *Topic) columns() []column {
	return []column{{"id", &t.Key}, {"slug", &t.Slug}, {"name", &t.Name}}
}

var (
	topics       = describe("topic", (*Topic).columns, itself)
	topicsByName = order("topic by name", "topic.sort_name", "topic.slug")
)

// Topics.
var (
	TopicBySlug       = bySlug(topics, "topic", "")
	Topics            = everything(topics, "", topicsByName)
	TopicsOfStatement = Relation[Key, *Topic]{noun: topics, join: "JOIN statement_topic ON statement_topic.topic_id = topic.id", key: "statement_topic.statement_id", order: topicsByName}
)

// Lists of them.
type (
	TopicConnection = Page[*Topic]
	TopicEdge       = Edge[*Topic]
)
