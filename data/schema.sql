-- The dataset's tables. Portable SQLite: INTEGER and TEXT only; dates as TEXT, YYYY-MM-DD; lists that no query looks into
-- as JSON in TEXT. Every record has an id that is unique across all tables, so that a citation can point at any of them.
--
-- An uncertain date fills six columns with one prefix (founded_edtf, founded_earliest, ...): the EDTF expression, the first
-- and the last day that it may mean (NULL: open), the words as printed, the basis and a note. All six are NULL when the
-- documents give no date.

CREATE TABLE dataset (
  format         INTEGER NOT NULL, -- of this schema; a program reads one format only
  version        TEXT    NOT NULL,
  sha256         TEXT    NOT NULL, -- of the canonical records and of the places of their passages
  organizations  INTEGER NOT NULL,
  member_states  INTEGER NOT NULL,
  summits        INTEGER NOT NULL,
  people         INTEGER NOT NULL,
  statements     INTEGER NOT NULL,
  documents      INTEGER NOT NULL,
  citations      INTEGER NOT NULL
);

-- Every name under which a record can be asked for: its slug, merged slugs, ISO codes.
CREATE TABLE slug (
  space     TEXT    NOT NULL CHECK (space IN ('agent', 'event', 'membership', 'statement', 'topic', 'document', 'citation', 'annotation', 'discrepancy')),
  slug      TEXT    NOT NULL, -- in lower case
  record_id INTEGER NOT NULL,
  PRIMARY KEY (space, slug)
) WITHOUT ROWID;

-- Who can speak or take part.
CREATE TABLE agent (
  id                  INTEGER PRIMARY KEY,
  slug                TEXT NOT NULL UNIQUE,
  kind                TEXT NOT NULL CHECK (kind IN ('PERSON', 'ORGANIZATION', 'MEMBER_STATE', 'OTHER_COUNTRY')),
  name                TEXT NOT NULL,
  sort_name           TEXT NOT NULL, -- the name as a reader looks it up: case and accents folded
  other_names         TEXT NOT NULL, -- JSON list
  acronym             TEXT,
  founded_edtf        TEXT, founded_earliest TEXT, founded_latest TEXT, founded_as_printed TEXT,
  founded_basis       TEXT CHECK (founded_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), founded_note TEXT,
  headquarters        TEXT,
  iso_alpha2          TEXT,
  iso_alpha3          TEXT,
  country_id          INTEGER REFERENCES agent (id) -- of a person
);
CREATE INDEX agent_by_name ON agent (kind, sort_name, slug);
CREATE INDEX agent_by_country ON agent (country_id, sort_name, slug);

CREATE TABLE founder (
  organization_id INTEGER NOT NULL REFERENCES agent (id),
  position        INTEGER NOT NULL,
  agent_id        INTEGER REFERENCES agent (id),
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
CREATE INDEX position_by_agent ON position (of_id, person_id);

CREATE TABLE event (
  id               INTEGER PRIMARY KEY,
  slug             TEXT NOT NULL UNIQUE,
  kind             TEXT NOT NULL CHECK (kind IN ('SUMMIT', 'CONFERENCE', 'BILATERAL_MEETING', 'INCIDENT')),
  name             TEXT NOT NULL,
  ordinal          INTEGER,
  organization_id  INTEGER REFERENCES agent (id),
  host_id          INTEGER REFERENCES agent (id),
  format           TEXT CHECK (format IN ('IN_PERSON', 'VIRTUAL', 'HYBRID')),
  status           TEXT NOT NULL CHECK (status IN ('SCHEDULED', 'HELD')),
  when_edtf        TEXT, when_earliest TEXT, when_latest TEXT, when_as_printed TEXT,
  when_basis       TEXT CHECK (when_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), when_note TEXT,
  place            TEXT,
  place_as_printed TEXT
);
CREATE INDEX event_by_day ON event (when_earliest, slug);
CREATE INDEX event_by_organization ON event (organization_id, when_earliest, slug);
CREATE INDEX event_by_host ON event (host_id, when_earliest, slug);

CREATE TABLE participant (
  event_id INTEGER NOT NULL REFERENCES event (id),
  position INTEGER NOT NULL,
  agent_id INTEGER REFERENCES agent (id),
  named_as TEXT NOT NULL,
  role     TEXT NOT NULL CHECK (role IN ('HOST', 'PARTICIPANT', 'LEADER', 'TARGET', 'MEDIATOR')),
  PRIMARY KEY (event_id, position)
) WITHOUT ROWID;
CREATE INDEX participant_by_agent ON participant (agent_id, event_id);

CREATE TABLE outcome (
  event_id      INTEGER NOT NULL REFERENCES event (id),
  position      INTEGER NOT NULL,
  text          TEXT NOT NULL,
  membership_id INTEGER REFERENCES membership (id),
  PRIMARY KEY (event_id, position)
) WITHOUT ROWID;

-- The relation of a country to an organization.
CREATE TABLE membership (
  id              INTEGER PRIMARY KEY,
  slug            TEXT NOT NULL UNIQUE,
  state_id        INTEGER NOT NULL REFERENCES agent (id),
  organization_id INTEGER NOT NULL REFERENCES agent (id),
  status          TEXT NOT NULL CHECK (status IN ('FULL_MEMBER', 'ACCESSION_AGREED', 'APPLICATION_REFUSED', 'OBSERVER')),
  start_edtf      TEXT, start_earliest TEXT, start_latest TEXT, start_as_printed TEXT,
  start_basis     TEXT CHECK (start_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), start_note TEXT,
  end_edtf        TEXT, end_earliest TEXT, end_latest TEXT, end_as_printed TEXT,
  end_basis       TEXT CHECK (end_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), end_note TEXT,
  attested        TEXT NOT NULL, -- JSON list of uncertain dates
  occasion_id     INTEGER REFERENCES event (id),
  sort_name       TEXT NOT NULL -- of the state
);
CREATE INDEX membership_by_organization ON membership (organization_id, sort_name);
CREATE INDEX membership_by_state ON membership (state_id, sort_name);

-- The days on which a membership held, as far as the documents tell: outside of these spans it certainly did not.
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
  named_as      TEXT NOT NULL,
  PRIMARY KEY (membership_id, position)
) WITHOUT ROWID;

CREATE TABLE document (
  id                INTEGER PRIMARY KEY,
  slug              TEXT NOT NULL UNIQUE,
  title             TEXT,
  publisher         TEXT,
  published_edtf    TEXT, published_earliest TEXT, published_latest TEXT, published_as_printed TEXT,
  published_basis   TEXT CHECK (published_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), published_note TEXT,
  language          TEXT NOT NULL, -- BCP 47
  sha256            TEXT NOT NULL,
  characters        INTEGER NOT NULL, -- Unicode code points
  cited_characters  INTEGER NOT NULL, -- of these, how many stand in a passage
  file_name         TEXT NOT NULL UNIQUE
);

-- One attributed utterance.
CREATE TABLE statement (
  id            INTEGER PRIMARY KEY,
  slug          TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL CHECK (kind IN ('DIRECT', 'MIXED', 'PARAPHRASE')),
  text          TEXT NOT NULL,
  quoted_spans  TEXT NOT NULL, -- JSON list of spans of the text
  document_id   INTEGER NOT NULL REFERENCES document (id),
  document_file TEXT NOT NULL, -- for the order in which documents are listed
  start         INTEGER NOT NULL, -- of the text in the document, in code points
  said_edtf     TEXT, said_earliest TEXT, said_latest TEXT, said_as_printed TEXT,
  said_basis    TEXT CHECK (said_basis IN ('STATED', 'INFERRED', 'EXTERNAL')), said_note TEXT,
  occasion_id   INTEGER REFERENCES event (id),
  occasion_note TEXT
);
CREATE INDEX statement_by_day ON statement (said_earliest, document_file, start);
CREATE INDEX statement_by_place ON statement (document_id, start);
CREATE INDEX statement_by_occasion ON statement (occasion_id, said_earliest, document_file, start);

CREATE TABLE speaker (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  named_as     TEXT NOT NULL,
  PRIMARY KEY (statement_id, position),
  UNIQUE (agent_id, statement_id)
) WITHOUT ROWID;

CREATE TABLE addressee (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  named_as     TEXT NOT NULL,
  PRIMARY KEY (statement_id, position)
) WITHOUT ROWID;

-- Through whom a statement reached its document, outermost first.
CREATE TABLE attribution (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  position     INTEGER NOT NULL,
  agent_id     INTEGER REFERENCES agent (id),
  named_as     TEXT NOT NULL,
  cue          TEXT NOT NULL,
  PRIMARY KEY (statement_id, position)
) WITHOUT ROWID;
CREATE INDEX attribution_by_agent ON attribution (agent_id, statement_id);

CREATE TABLE topic (
  id        INTEGER PRIMARY KEY,
  slug      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  sort_name TEXT NOT NULL
);

CREATE TABLE statement_topic (
  statement_id INTEGER NOT NULL REFERENCES statement (id),
  topic_id     INTEGER NOT NULL REFERENCES topic (id),
  PRIMARY KEY (statement_id, topic_id)
) WITHOUT ROWID;
CREATE INDEX statement_topic_by_topic ON statement_topic (topic_id, statement_id);

-- One passage of one document, in support of a record, a field of it, or an item of a field that is a list.
CREATE TABLE citation (
  id          INTEGER PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  document_id INTEGER NOT NULL REFERENCES document (id),
  subject     TEXT NOT NULL CHECK (subject IN ('agent', 'event', 'membership', 'statement', 'annotation')), -- where subject_id is found
  subject_id  INTEGER NOT NULL,
  property    TEXT,    -- NULL: the record as a whole
  item        INTEGER, -- which claim, or item of a list, from 0; NULL for a property that is neither
  part        TEXT,    -- the field of the item; NULL: the item as a whole
  exact       TEXT NOT NULL,
  prefix      TEXT NOT NULL,
  suffix      TEXT NOT NULL,
  start       INTEGER NOT NULL, -- in code points from the start of the document
  end         INTEGER NOT NULL, -- exclusive
  CHECK (start < end)
);
CREATE INDEX citation_by_subject ON citation (subject_id);
CREATE INDEX citation_by_place ON citation (document_id, start, end, slug);

-- One of the values that the documents give to a property.
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
  note       TEXT NOT NULL
);

-- A remark on printed text.
CREATE TABLE annotation (
  id          INTEGER PRIMARY KEY,
  slug        TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL CHECK (kind IN ('WRONG', 'TORN', 'AMBIGUOUS', 'REPEATED', 'CAPTION', 'NAVIGATION')),
  note        TEXT NOT NULL,
  reading     TEXT,
  document_id   INTEGER NOT NULL REFERENCES document (id),
  document_file TEXT NOT NULL,
  start         INTEGER NOT NULL -- of its first passage
);
CREATE INDEX annotation_by_place ON annotation (document_id, start, slug);

-- A statement and the annotations whose passages touch its own.
CREATE TABLE statement_annotation (
  statement_id  INTEGER NOT NULL REFERENCES statement (id),
  annotation_id INTEGER NOT NULL REFERENCES annotation (id),
  PRIMARY KEY (statement_id, annotation_id)
) WITHOUT ROWID;
