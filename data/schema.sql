-- The tables of the dataset, in portable SQLite: columns are INTEGER, TEXT or BLOB, and full-text search is FTS5. Dates
-- are TEXT in the form YYYY-MM-DD. Lists that no query searches are JSON in TEXT. The id of a record is unique across all
-- tables, so that a citation can refer to a record of any table.
--
-- An uncertain date has six columns with a common prefix (founded_edtf, founded_earliest, ...): the EDTF expression, the
-- first and the last day that it may mean (NULL for an open end), the printed words, the basis and a note. All six are
-- NULL if the documents give no date.
--
-- Three placeholders are replaced from the list Kinds in catalog.go: :tables by the tables of all kinds of records,
-- :cited_tables by those of the records that passages support, and :cited_slugs by SQL that finds the slug of such a
-- record.
--
-- A column by_... is the rank of a record in one order, from 1 without gaps. The ranks and the tables moment, list,
-- listed, called, findable, search, word, word_records and printed are derived from the other tables.

CREATE TABLE dataset (
  format         TEXT    NOT NULL, -- hash of the definitions of tables, orders and indexes; programs read only their own
  version        TEXT    NOT NULL,
  sha256         TEXT    NOT NULL, -- of the record files and the lock file
  organizations  INTEGER NOT NULL,
  member_states  INTEGER NOT NULL,
  summits        INTEGER NOT NULL,
  people         INTEGER NOT NULL,
  statements     INTEGER NOT NULL,
  narrations     INTEGER NOT NULL,
  documents      INTEGER NOT NULL,
  citations      INTEGER NOT NULL,
  characters     INTEGER NOT NULL, -- of all documents, Unicode code points
  cited_characters INTEGER NOT NULL, -- how many of them are in a passage
  title          TEXT, -- from here on as dataset.yaml gives it; NULL for what it leaves out
  short_title    TEXT,
  description    TEXT, -- the question that the dataset answers
  creator        TEXT,
  licence        TEXT, -- an SPDX identifier
  url            TEXT,
  released       TEXT, -- the day of the version
  language       TEXT, -- of the curators' texts, a BCP 47 tag
  method         TEXT, -- how articles become records: paragraphs, with an empty line between them
  featured       TEXT NOT NULL DEFAULT '[]', -- slugs of statements
  questions      TEXT NOT NULL DEFAULT '[]'  -- objects with question, answer, view, variables and words
);

-- Values of the variables of views that find something in this dataset: by the name of a variable, by the name of the
-- view for the id of a record, or by the type of an enum.
CREATE TABLE example (
  variable TEXT PRIMARY KEY,
  value    TEXT NOT NULL
) WITHOUT ROWID;

-- Every name by which clients can select a record: its slug, slugs merged into it, ISO codes.
CREATE TABLE slug (
  space     TEXT    NOT NULL CHECK (space IN (:tables)),
  slug      TEXT    NOT NULL, -- in lower case
  record_id INTEGER NOT NULL,
  PRIMARY KEY (space, slug)
) WITHOUT ROWID;

-- People, organizations and countries: they can speak and take part in events.
CREATE TABLE agent (
  id                  INTEGER PRIMARY KEY,
  slug                TEXT NOT NULL UNIQUE,
  kind                TEXT NOT NULL CHECK (kind IN ('PERSON', 'ORGANIZATION', 'MEMBER_STATE', 'OTHER_COUNTRY')),
  name                TEXT NOT NULL,
  sort_name           TEXT NOT NULL, -- the name as in a sorted list; for a person the family name comes first
  sort_key            BLOB NOT NULL, -- collation key of sort_name; keys compare byte by byte
  other_names         TEXT NOT NULL, -- JSON list
  acronym             TEXT,
  founded_edtf        TEXT, founded_earliest TEXT, founded_latest TEXT, founded_as_printed TEXT,
  founded_basis       TEXT CHECK (founded_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), founded_note TEXT,
  headquarters        TEXT,
  part_of_id          INTEGER REFERENCES agent (id), -- the organization that this one is a part of
  iso_alpha2          TEXT,
  iso_alpha3          TEXT,
  country_id          INTEGER REFERENCES agent (id), -- of a person
  by_name             INTEGER
);

CREATE TABLE founder (
  organization_id INTEGER NOT NULL REFERENCES agent (id),
  position        INTEGER NOT NULL,
  agent_id        INTEGER REFERENCES agent (id),
  members_of_id   INTEGER REFERENCES agent (id), -- the organization whose members are meant
  named_as        TEXT NOT NULL,
  PRIMARY KEY (organization_id, position)
) WITHOUT ROWID;

-- A title held by a person.
CREATE TABLE position (
  person_id      INTEGER NOT NULL REFERENCES agent (id),
  position       INTEGER NOT NULL,
  title          TEXT NOT NULL,
  of_id          INTEGER REFERENCES agent (id),
  start_edtf     TEXT, start_earliest TEXT, start_latest TEXT, start_as_printed TEXT,
  start_basis    TEXT CHECK (start_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), start_note TEXT,
  end_edtf       TEXT, end_earliest TEXT, end_latest TEXT, end_as_printed TEXT,
  end_basis      TEXT CHECK (end_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), end_note TEXT,
  attested       TEXT NOT NULL, -- JSON list of uncertain dates
  PRIMARY KEY (person_id, position)
) WITHOUT ROWID;

-- The days on which a title was or may have been held. On other days it certainly was not held.
CREATE TABLE position_span (
  person_id INTEGER NOT NULL REFERENCES agent (id),
  position  INTEGER NOT NULL,
  first_day TEXT NOT NULL, -- 0000-01-01: open
  last_day  TEXT NOT NULL, -- 9999-12-31: open
  certainty TEXT NOT NULL CHECK (certainty IN ('CERTAIN', 'POSSIBLE')),
  PRIMARY KEY (person_id, position, first_day)
) WITHOUT ROWID;

CREATE TABLE event (
  id               INTEGER PRIMARY KEY,
  slug             TEXT NOT NULL UNIQUE,
  kind             TEXT NOT NULL CHECK (kind IN ('SUMMIT', 'CONFERENCE', 'BILATERAL_MEETING', 'DEBATE', 'HEARING', 'INTERVIEW', 'PRESS_CONFERENCE', 'OTHER', 'INCIDENT')),
  kind_as_printed  TEXT CHECK (kind <> 'OTHER' OR kind_as_printed IS NOT NULL),
  name             TEXT NOT NULL,
  ordinal          INTEGER,
  organization_id  INTEGER REFERENCES agent (id),
  host_id          INTEGER REFERENCES agent (id),
  format           TEXT CHECK (format IN ('IN_PERSON', 'VIRTUAL', 'HYBRID')),
  status           TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'HELD')),
  when_edtf        TEXT, when_earliest TEXT, when_latest TEXT, when_as_printed TEXT,
  when_basis       TEXT CHECK (when_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), when_note TEXT,
  place            TEXT,
  place_as_printed TEXT,
  by_when          INTEGER, -- unknown dates last
  by_when_latest   INTEGER, -- latest first, unknown dates last
  by_slug          INTEGER
);
CREATE INDEX event_by_when ON event (coalesce(when_earliest, '0000-01-01'), coalesce(when_latest, '9999-12-31'), by_when) WHERE when_edtf IS NOT NULL;

CREATE TABLE participant (
  event_id INTEGER NOT NULL REFERENCES event (id),
  position INTEGER NOT NULL,
  agent_id INTEGER REFERENCES agent (id),
  named_as TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('HOST', 'CHAIR', 'SPEAKER', 'MODERATOR', 'INTERVIEWER', 'WITNESS', 'PARTICIPANT', 'LEADER', 'TARGET', 'MEDIATOR', 'OTHER')),
  role_as_printed TEXT CHECK (role <> 'OTHER' OR role_as_printed IS NOT NULL),
  note     TEXT, -- what the participation is inferred from; NULL if it is printed
  basis    TEXT NOT NULL CHECK (basis IN ('STATED', 'INFERRED')),
  PRIMARY KEY (event_id, position)
) WITHOUT ROWID;

CREATE TABLE outcome (
  event_id      INTEGER NOT NULL REFERENCES event (id),
  position      INTEGER NOT NULL,
  text          TEXT NOT NULL,
  membership_id INTEGER REFERENCES membership (id),
  PRIMARY KEY (event_id, position)
) WITHOUT ROWID;

-- One status of a country in an organization.
CREATE TABLE membership (
  id              INTEGER PRIMARY KEY,
  slug            TEXT NOT NULL UNIQUE,
  state_id        INTEGER NOT NULL REFERENCES agent (id),
  organization_id INTEGER NOT NULL REFERENCES agent (id),
  status          TEXT NOT NULL CHECK (status IN ('FULL_MEMBER', 'ACCESSION_AGREED', 'APPLICATION_REFUSED', 'OBSERVER', 'SUSPENDED', 'WITHDRAWN')),
  start_edtf      TEXT, start_earliest TEXT, start_latest TEXT, start_as_printed TEXT,
  start_basis     TEXT CHECK (start_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), start_note TEXT,
  end_edtf        TEXT, end_earliest TEXT, end_latest TEXT, end_as_printed TEXT,
  end_basis       TEXT CHECK (end_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), end_note TEXT,
  attested        TEXT NOT NULL, -- JSON list of uncertain dates
  occasion_id     INTEGER REFERENCES event (id),
  by_state        INTEGER, -- by the name of the state, then by the start
  by_start        INTEGER  -- unknown dates last
);

-- Whether something held on a range of days: a membership (item 0), a position of a person (item: its number), or a
-- status of a country in an organization (item: the id of the country). The ranges of one subject, item and status do not
-- overlap. On days without a row, no document says anything.
CREATE TABLE day_answer (
  id         INTEGER PRIMARY KEY,
  subject_id INTEGER NOT NULL, -- the membership, the person or the organization
  item       INTEGER NOT NULL,
  status     TEXT NOT NULL, -- '' if the subject is no organization
  first_day  TEXT NOT NULL, -- 0000-01-01: open
  last_day   TEXT NOT NULL, -- 9999-12-31: open
  answer     TEXT NOT NULL CHECK (answer IN ('YES', 'NO', 'UNKNOWN')),
  basis      TEXT CHECK (basis IN ('STATED', 'INFERRED', 'EXTERNAL')), -- the weakest that the answer rests on
  because    TEXT NOT NULL,
  CHECK ((basis IS NULL) = (answer = 'UNKNOWN'))
);
CREATE INDEX day_answer_by_subject ON day_answer (subject_id, first_day);

-- The passages that an answer rests on.
CREATE TABLE day_answer_citation (
  answer_id   INTEGER NOT NULL REFERENCES day_answer (id),
  citation_id INTEGER NOT NULL REFERENCES citation (id),
  PRIMARY KEY (answer_id, citation_id)
) WITHOUT ROWID;

-- The days on which a membership held or may have held. On other days it certainly did not hold.
CREATE TABLE membership_span (
  membership_id INTEGER NOT NULL REFERENCES membership (id),
  first_day     TEXT NOT NULL, -- 0000-01-01: open
  last_day      TEXT NOT NULL, -- 9999-12-31: open
  certainty     TEXT NOT NULL CHECK (certainty IN ('CERTAIN', 'POSSIBLE')),
  PRIMARY KEY (membership_id, first_day)
) WITHOUT ROWID;

CREATE TABLE decider (
  membership_id INTEGER NOT NULL REFERENCES membership (id),
  position      INTEGER NOT NULL,
  agent_id      INTEGER REFERENCES agent (id),
  members_of_id INTEGER REFERENCES agent (id), -- the organization whose members are meant
  named_as      TEXT NOT NULL,
  PRIMARY KEY (membership_id, position)
) WITHOUT ROWID;

-- Ids are in the order of file names.
CREATE TABLE document (
  id                INTEGER PRIMARY KEY,
  slug              TEXT NOT NULL UNIQUE,
  title             TEXT,
  name              TEXT NOT NULL, -- the title, or one made of the first cited words, and marked so
  publisher         TEXT,
  publisher_note    TEXT, -- why the publisher is uncertain
  published_edtf    TEXT, published_earliest TEXT, published_latest TEXT, published_as_printed TEXT,
  published_basis   TEXT CHECK (published_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), published_note TEXT,
  language          TEXT NOT NULL, -- BCP 47
  sha256            TEXT NOT NULL,
  characters        INTEGER NOT NULL, -- Unicode code points
  cited_characters  INTEGER NOT NULL, -- how many of them are in a passage
  reproduced_characters INTEGER NOT NULL, -- how many are in a passage, its prefix or its suffix
  file_name         TEXT NOT NULL UNIQUE,
  by_file_name      INTEGER
);

-- The parts of documents that no passage cites, without their words.
CREATE TABLE remainder (
  document_id INTEGER NOT NULL REFERENCES document (id),
  start       INTEGER NOT NULL, -- Unicode code points before it
  "end"       INTEGER NOT NULL, -- exclusive
  reason      TEXT NOT NULL
    CHECK (reason IN ('HEADLINE', 'CAPTION', 'NAVIGATION', 'REPEATED', 'TORN', 'JOINING', 'RETOLD')),
  PRIMARY KEY (document_id, start)
) WITHOUT ROWID;

-- One attributed utterance.
CREATE TABLE statement (
  id            INTEGER PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL CHECK (kind IN ('DIRECT', 'MIXED', 'PARAPHRASE')),
  cue           TEXT NOT NULL, -- the verb that introduces the text
  cue_span      TEXT NOT NULL, -- JSON: the place of the cue in the passage
  text_span     TEXT NOT NULL, -- JSON: the place of the text in the passage
  passage_id    INTEGER NOT NULL REFERENCES citation (id), -- holds the cue and the text
  text          TEXT NOT NULL,
  quoted_spans  TEXT NOT NULL, -- JSON list of spans of the text
  document_id   INTEGER NOT NULL REFERENCES document (id),
  start         INTEGER NOT NULL, -- offset of the text in the document, in code points
  said_edtf     TEXT, said_earliest TEXT, said_latest TEXT, said_as_printed TEXT,
  said_basis    TEXT CHECK (said_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), said_note TEXT,
  occasion_id   INTEGER REFERENCES event (id),
  occasion_note TEXT,
  occasion_basis TEXT CHECK (occasion_basis IN ('STATED', 'INFERRED')), -- NULL without an occasion
  by_place       INTEGER, -- by document, then in reading order
  by_said        INTEGER, -- unknown dates last
  by_said_latest INTEGER, -- latest first, unknown dates last
  by_slug        INTEGER
);
CREATE INDEX statement_by_said ON statement (coalesce(said_earliest, '0000-01-01'), coalesce(said_latest, '9999-12-31'), by_said) WHERE said_edtf IS NOT NULL;

CREATE TABLE speaker (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  members_of_id INTEGER REFERENCES agent (id), -- the organization whose members are meant
  named_as     TEXT NOT NULL,
  PRIMARY KEY (statement_id, position)
) WITHOUT ROWID;

CREATE TABLE addressee (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  members_of_id INTEGER REFERENCES agent (id), -- the organization whose members are meant
  named_as     TEXT NOT NULL,
  PRIMARY KEY (statement_id, position)
) WITHOUT ROWID;

-- The agents through whom a statement reached its document, starting with the one nearest to the document.
CREATE TABLE attribution (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  named_as     TEXT NOT NULL,
  cue          TEXT NOT NULL,
  PRIMARY KEY (statement_id, position)
) WITHOUT ROWID;

CREATE TABLE topic (
  id          INTEGER PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  description TEXT NOT NULL, -- one sentence that decides what belongs to it
  sort_key    BLOB NOT NULL, -- collation key of the name
  by_name     INTEGER
);

CREATE TABLE statement_topic (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  topic_id     INTEGER NOT NULL REFERENCES topic (id),
  PRIMARY KEY (statement_id, topic_id)
) WITHOUT ROWID;

-- A passage of a document that supports a record, a field of it, or an item of a list field.
CREATE TABLE citation (
  id          INTEGER PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  document_id INTEGER NOT NULL REFERENCES document (id),
  subject     TEXT NOT NULL CHECK (subject IN (:cited_tables)), -- the table of subject_id
  subject_id  INTEGER NOT NULL,
  property    TEXT,    -- NULL for the record as a whole
  item        INTEGER, -- index of the claim or list item, from 0; NULL if the property has neither
  part        TEXT,    -- field of the item; NULL for the item as a whole
  supports    TEXT,    -- the item in words; NULL if the property has none
  exact       TEXT NOT NULL,
  prefix      TEXT NOT NULL,
  suffix      TEXT NOT NULL,
  start       INTEGER NOT NULL, -- offset in the document, in code points
  end         INTEGER NOT NULL, -- exclusive
  by_place    INTEGER,
  CHECK (start < end)
);
CREATE INDEX citation_by_subject ON citation (subject_id, by_place);

-- One value that documents give for a property.
CREATE TABLE claim (
  subject_id INTEGER NOT NULL,
  property   TEXT NOT NULL,
  item       INTEGER NOT NULL,
  subject    TEXT NOT NULL CHECK (subject IN ('agent', 'event', 'membership')),
  value      TEXT NOT NULL,
  rank       TEXT NOT NULL CHECK (rank IN ('PREFERRED', 'NORMAL', 'DEPRECATED')),
  reason     TEXT,
  PRIMARY KEY (subject_id, property, item)
) WITHOUT ROWID;

-- A property whose claims cannot all be true.
CREATE TABLE discrepancy (
  id         INTEGER PRIMARY KEY,
  slug       TEXT NOT NULL UNIQUE,
  subject    TEXT NOT NULL CHECK (subject IN ('agent', 'event')),
  subject_id INTEGER NOT NULL,
  property   TEXT NOT NULL,
  note       TEXT NOT NULL,
  by_slug    INTEGER
);

-- An editorial note on printed text.
CREATE TABLE annotation (
  id          INTEGER PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL CHECK (kind IN ('WRONG', 'TORN', 'AMBIGUOUS', 'REPEATED', 'CAPTION', 'NAVIGATION')),
  note        TEXT NOT NULL,
  reading     TEXT,
  document_id INTEGER NOT NULL REFERENCES document (id),
  start       INTEGER NOT NULL, -- offset of its first passage
  by_place    INTEGER
);
CREATE INDEX annotation_by_document ON annotation (document_id, by_place);

-- A statement and the annotations that concern it.
CREATE TABLE statement_annotation (
  statement_id  INTEGER NOT NULL REFERENCES statement (id),
  annotation_id INTEGER NOT NULL REFERENCES annotation (id),
  PRIMARY KEY (statement_id, annotation_id)
) WITHOUT ROWID;

-- An event and the annotations whose passages touch its own.
CREATE TABLE event_annotation (
  event_id      INTEGER NOT NULL REFERENCES event (id),
  annotation_id INTEGER NOT NULL REFERENCES annotation (id),
  PRIMARY KEY (event_id, annotation_id)
) WITHOUT ROWID;

-- A membership and the annotations whose passages touch its own.
CREATE TABLE membership_annotation (
  membership_id INTEGER NOT NULL REFERENCES membership (id),
  annotation_id INTEGER NOT NULL REFERENCES annotation (id),
  PRIMARY KEY (membership_id, annotation_id)
) WITHOUT ROWID;

-- Changes to records by versions of the dataset. Ids are in the order of the list: the newest version first, then by kind
-- of record and slug.
CREATE TABLE change (
  id         INTEGER PRIMARY KEY,
  slug       TEXT NOT NULL UNIQUE, -- the version and the id of the record
  version    TEXT NOT NULL,
  released   TEXT NOT NULL, -- the day of the version
  kind       TEXT NOT NULL CHECK (kind IN ('ADDED', 'CHANGED', 'CORRECTED', 'REMOVED')),
  record     TEXT NOT NULL, -- the id that the record has, or had
  subject    TEXT CHECK (subject IN (:tables)), -- where subject_id is found; both are NULL if the record is gone
  subject_id INTEGER,
  note       TEXT NOT NULL,
  by_version INTEGER
);

-- A fact that a document states in its own voice and attributes to nobody.
CREATE TABLE narration (
  id            INTEGER PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,
  summary       TEXT NOT NULL, -- in the curators' words
  outside_passage TEXT NOT NULL, -- JSON list of spans of the summary: words that the passage does not have
  document_id   INTEGER NOT NULL REFERENCES document (id),
  start         INTEGER NOT NULL, -- of its passage in the document, in code points
  interprets_id INTEGER REFERENCES statement (id), -- the statement of the same document on which it is a gloss
  by_place      INTEGER
);
CREATE INDEX narration_by_statement ON narration (interprets_id, by_place) WHERE interprets_id IS NOT NULL;

-- Whom a narration is about.
CREATE TABLE narration_agent (
  narration_id INTEGER NOT NULL REFERENCES narration (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  members_of_id INTEGER REFERENCES agent (id), -- the organization whose members are meant as a body
  named_as     TEXT NOT NULL,
  PRIMARY KEY (narration_id, position)
) WITHOUT ROWID;

CREATE TABLE narration_event (
  narration_id INTEGER NOT NULL REFERENCES narration (id),
  event_id     INTEGER NOT NULL REFERENCES event (id),
  PRIMARY KEY (narration_id, event_id)
) WITHOUT ROWID;

CREATE TABLE narration_topic (
  narration_id INTEGER NOT NULL REFERENCES narration (id),
  topic_id     INTEGER NOT NULL REFERENCES topic (id),
  PRIMARY KEY (narration_id, topic_id)
) WITHOUT ROWID;

-- A narration and the annotations whose passages touch its own.
CREATE TABLE narration_annotation (
  narration_id  INTEGER NOT NULL REFERENCES narration (id),
  annotation_id INTEGER NOT NULL REFERENCES annotation (id),
  PRIMARY KEY (narration_id, annotation_id)
) WITHOUT ROWID;

-- Known dates: when an event took place, a statement was made, or a membership began or ended.
CREATE TABLE moment (
  id           INTEGER PRIMARY KEY,
  slug         TEXT NOT NULL UNIQUE, -- table and slug of the record, and the property
  subject      TEXT NOT NULL CHECK (subject IN ('event', 'membership', 'statement')), -- the table of subject_id
  subject_id   INTEGER NOT NULL,
  property     TEXT NOT NULL CHECK (property IN ('when', 'start', 'end', 'saidOn')), -- the field that holds the date
  day_edtf     TEXT NOT NULL, day_earliest TEXT, day_latest TEXT, day_as_printed TEXT,
  day_basis    TEXT NOT NULL, day_note TEXT,
  by_day       INTEGER
);
CREATE INDEX moment_by_day ON moment (coalesce(day_earliest, '0000-01-01'), coalesce(day_latest, '9999-12-31'), by_day) WHERE day_edtf IS NOT NULL;

-- The posting lists of all indexes in all orders, for example all statements by day, or those of a speaker as printed.
CREATE TABLE list (
  id        INTEGER PRIMARY KEY,
  name      TEXT    NOT NULL, -- name of the index, such as 'statement speaker'
  sorted    TEXT    NOT NULL, -- column of the ranks of the order
  value     TEXT    NOT NULL, -- value of the index: a slug, an enum value, a year; '' for a list of all records
  record_id INTEGER,          -- record with that slug; 0 for a list of all records; NULL if the value is not a slug
  length    INTEGER NOT NULL,
  UNIQUE (name, sorted, value),
  UNIQUE (name, sorted, record_id)
);

-- The postings of each list. A record has the same rank on all posting lists of an order.
CREATE TABLE listed (
  list      INTEGER NOT NULL REFERENCES list (id),
  rank      INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (list, rank)
) WITHOUT ROWID;

-- Full names, to find records whose name equals the query: the folded words of a name, separated by spaces.
CREATE TABLE called (
  name      TEXT    NOT NULL,
  record_id INTEGER NOT NULL,
  PRIMARY KEY (name, record_id)
) WITHOUT ROWID;

-- The original texts of all records that search can find. Excerpts are cut from them. U+001E separates the texts in a
-- column.
CREATE TABLE findable (
  id       INTEGER PRIMARY KEY, -- of the record
  space    TEXT NOT NULL, -- table of the record, as in slug
  slug     TEXT NOT NULL,
  name     TEXT NOT NULL, -- names of agents and events, titles of documents, topics, aliases, ISO codes
  text     TEXT NOT NULL, -- of statements, with the cue as printed; passages and summaries of narrations; discrepancies
  passages TEXT NOT NULL, -- all passages that support the record; notes and readings of annotations
  speakers TEXT NOT NULL  -- names, and the words that name them: of speakers, and of those whom the record is about
);

-- The full-text index of findable. Its words are folded: in NFKD, in lower case, without accents and format characters.
CREATE VIRTUAL TABLE search USING fts5 (
  name, text, passages, speakers,
  content = 'findable', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);

-- The index that searches use to rank records: in which records each word of findable occurs. search has the same words,
-- for filters. data/store/searchindex.go describes the BLOBs.
CREATE TABLE word (
  word     TEXT PRIMARY KEY, -- folded as in search
  postings BLOB NOT NULL     -- the records, how often the word occurs in each, and where
) WITHOUT ROWID;

-- The id and the number of words of each record of findable, in one row.
CREATE TABLE word_records (
  records BLOB NOT NULL
);

-- The full-text index of passages, by the id of their citation. Its words are folded as those of search. A passage
-- inside that of a statement or narration is left out, because its words are found there.
CREATE VIRTUAL TABLE printed USING fts5 (
  exact, content = '', tokenize = "unicode61 remove_diacritics 2"
);

-- In how many passages each word occurs.
CREATE VIRTUAL TABLE printed_words USING fts5vocab (printed, row);

-- Views for people who open the file in an SQLite browser: the same facts with names instead of keys. The program does
-- not use them. They work in SQLite versions from 2018 on.
CREATE VIEW statements AS
SELECT statement.slug, statement.kind, cue, text,
  (SELECT group_concat(name, ' | ') FROM (SELECT coalesce(agent.name, named_as) AS name FROM speaker LEFT JOIN agent ON agent.id = agent_id WHERE statement_id = statement.id ORDER BY position)) AS speakers,
  (SELECT group_concat(link, ' | ') FROM (SELECT named_as || ': ' || cue AS link FROM attribution WHERE statement_id = statement.id ORDER BY position)) AS attribution,
  said_edtf AS said, said_basis, said_note, event.name AS occasion, occasion_note,
  (SELECT group_concat(name, ' | ') FROM (SELECT topic.name FROM statement_topic JOIN topic ON topic.id = topic_id WHERE statement_id = statement.id ORDER BY by_name)) AS topics,
  (SELECT group_concat(exact, ' | ') FROM (SELECT exact FROM citation WHERE subject_id = statement.id ORDER BY by_place)) AS passages,
  document.file_name AS document, statement.start
FROM statement JOIN document ON document.id = document_id LEFT JOIN event ON event.id = occasion_id
ORDER BY statement.by_place;

CREATE VIEW narrations AS
SELECT narration.slug, summary, citation.exact AS passage, citation.start, citation."end",
  (SELECT group_concat(name, ' | ') FROM (SELECT coalesce(agent.name, named_as) AS name FROM narration_agent LEFT JOIN agent ON agent.id = agent_id WHERE narration_id = narration.id ORDER BY position)) AS about,
  (SELECT group_concat(name, ' | ') FROM (SELECT event.name FROM narration_event JOIN event ON event.id = event_id WHERE narration_id = narration.id ORDER BY by_when)) AS events,
  (SELECT group_concat(name, ' | ') FROM (SELECT topic.name FROM narration_topic JOIN topic ON topic.id = topic_id WHERE narration_id = narration.id ORDER BY by_name)) AS topics,
  statement.slug AS interprets, document.file_name AS document
FROM narration JOIN document ON document.id = narration.document_id
JOIN citation ON citation.subject_id = narration.id AND property IS NULL
LEFT JOIN statement ON statement.id = interprets_id
ORDER BY narration.by_place;

CREATE VIEW memberships AS
SELECT membership.slug, state.name AS state, organization.name AS organization, membership.status,
  start_edtf AS start, start_basis, start_note, end_edtf AS "end", end_basis, end_note, event.name AS occasion,
  (SELECT group_concat(named_as, ' | ') FROM (SELECT named_as FROM decider WHERE membership_id = membership.id ORDER BY position)) AS decided_by,
  (SELECT group_concat(exact, ' | ') FROM (SELECT exact FROM citation WHERE subject_id = membership.id ORDER BY by_place)) AS passages
FROM membership JOIN agent AS state ON state.id = state_id JOIN agent AS organization ON organization.id = membership.organization_id
LEFT JOIN event ON event.id = occasion_id
ORDER BY membership.by_state;

CREATE VIEW people AS
SELECT person.slug, person.name, person.sort_name, country.name AS country,
  (SELECT group_concat(held, ' | ') FROM (SELECT title || coalesce(' of ' || agent.name, '') AS held FROM position LEFT JOIN agent ON agent.id = of_id WHERE person_id = person.id ORDER BY position)) AS positions,
  (SELECT group_concat(exact, ' | ') FROM (SELECT exact FROM citation WHERE subject_id = person.id ORDER BY by_place)) AS passages
FROM agent AS person LEFT JOIN agent AS country ON country.id = person.country_id
WHERE person.kind = 'PERSON' ORDER BY person.by_name;

CREATE VIEW events AS
SELECT event.slug, event.kind, event.kind_as_printed, event.name, organization.name AS organization, host.name AS host, format, status,
  when_edtf AS day, when_basis, when_note, place, place_as_printed,
  (SELECT group_concat(who, ' | ') FROM (SELECT coalesce(agent.name, named_as) || ' (' || coalesce(role_as_printed, role) || coalesce(', inferred: ' || note, '') || ')' AS who FROM participant LEFT JOIN agent ON agent.id = agent_id WHERE event_id = event.id ORDER BY position)) AS participants,
  (SELECT group_concat(text, ' | ') FROM (SELECT text FROM outcome WHERE event_id = event.id ORDER BY position)) AS outcomes,
  (SELECT group_concat(exact, ' | ') FROM (SELECT exact FROM citation WHERE subject_id = event.id ORDER BY by_place)) AS passages
FROM event LEFT JOIN agent AS organization ON organization.id = event.organization_id LEFT JOIN agent AS host ON host.id = host_id
ORDER BY event.by_when;

CREATE VIEW passages AS
SELECT document.file_name AS document, start, "end", exact, subject AS supports,
  coalesce(:cited_slugs) AS slug, property
FROM citation JOIN document ON document.id = document_id
ORDER BY by_place;
