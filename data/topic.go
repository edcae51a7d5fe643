package data

// A Topic is a concept that the curators sort statements by, like a Concept of SKOS.
type Topic struct {
	Key  Key    `db:"id"`
	Slug string `db:"slug"`
	Name string `db:"name"`
}

func (t *Topic) ID() string  { return idOf("topic", t.Slug) }
func (t *Topic) URL() string { return urlOf("topic", t.Slug) }
func (*Topic) node()         {}

var (
	topics       = NewEntity[Topic]("topic")
	topicSlugs   = Space{Table: "topic", Label: "name"}
	topicsByName = NewOrder("topic", "by_name", "sort_key, slug")
	everyTopic   = topics.All("topic")
	topicTable   = Table{
		Name:    "topic",
		Orders:  []Order{topicsByName},
		Indexes: []*Index{everyTopic},
		Search:  `SELECT topic.id, 'topic', slug, topic.name, '', '', '' FROM topic ORDER BY id`,
	}
)

// Topics.
var (
	TopicByKey        = topics.ByKey()
	TopicBySlug       = topics.BySlug()
	Topics            = topics.List(everyTopic, topicsByName)
	TopicsOfStatement = Relation[Key, *Topic]{
		Entity: topics,
		Join:   "JOIN statement_topic ON statement_topic.topic_id = topic.id",
		Key:    "statement_topic.statement_id",
		Order:  "topic.by_name",
	}
)

// Lists of them.
type (
	TopicConnection = Page[*Topic]
	TopicEdge       = Edge[*Topic]
)
