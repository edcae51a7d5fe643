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
	topics       = describe("topic", (*Topic).columns, itself)
	topicsByName = NewOrder(Order{Table: "topic", Rank: "by_name", By: "sort_key, slug"})
	everyTopic   = AllOf("topic")
	topicTable   = Table{Name: "topic", Orders: []Order{topicsByName}, Indexes: []*Index{everyTopic}}
)

// Topics.
var (
	TopicByKey        = byKey(topics, "")
	TopicBySlug       = bySlug(topics, "topic", "")
	Topics            = List[*Topic]{topics, everyTopic, topicsByName}
	TopicsOfStatement = Relation[Key, *Topic]{Entity: topics, Join: "JOIN statement_topic ON statement_topic.topic_id = topic.id", Key: "statement_topic.statement_id", Order: "topic.by_name"}
)

// Lists of them.
type (
	TopicConnection = Page[*Topic]
	TopicEdge       = Edge[*Topic]
)
