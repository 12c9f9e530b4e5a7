/** The bytes "CURF" in a file's header: they tell our files from those of other programs. */
export const APPLICATION_ID = 0x43_55_52_46;

/**
 * The steps that lead to the present schema, forward only; version n is reached by the first n of them. A step that
 * was released is never edited.
 *
 * Index choices: every entry index ends with the row id, which is the order of the log, so each filter is one walk in
 * answer order. Time has no order of its own in the log, for writers may be late; `log_ms` leads from a time to a
 * place, and `entries_late` says how far an entry may lie behind its place.
 */
export const MIGRATIONS: readonly string[] = [
  `
  PRAGMA application_id = ${APPLICATION_ID};

  CREATE TABLE meta (schema_version INTEGER NOT NULL) STRICT;
  INSERT INTO meta (schema_version) VALUES (0);

  CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE,
    claim TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    event_text TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    head TEXT NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1))
  ) STRICT;
  CREATE INDEX runs_open ON runs (received_at_ms) WHERE finished = 0;

  CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (run),
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    log_ms INTEGER NOT NULL,
    phase TEXT NOT NULL,
    policy TEXT,
    resource TEXT,
    bytes TEXT NOT NULL,
    hash TEXT NOT NULL,
    UNIQUE (run, seq)
  ) STRICT;
  CREATE INDEX entries_resource ON entries (resource) WHERE resource IS NOT NULL;
  CREATE INDEX entries_policy ON entries (policy) WHERE policy IS NOT NULL;
  CREATE INDEX entries_policy_phase ON entries (policy, phase) WHERE policy IS NOT NULL;
  CREATE INDEX entries_phase ON entries (phase);
  CREATE INDEX entries_time ON entries (log_ms);
  CREATE INDEX entries_late ON entries (log_ms - at_ms) WHERE log_ms > at_ms;

  CREATE TABLE permits (
    permit TEXT NOT NULL PRIMARY KEY,
    run TEXT NOT NULL REFERENCES runs (run),
    seq INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoints (
    n INTEGER PRIMARY KEY,
    run TEXT NOT NULL UNIQUE REFERENCES runs (run),
    last_seq INTEGER NOT NULL,
    head TEXT NOT NULL,
    at TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL,
    mac TEXT
  ) STRICT;

  CREATE TABLE last_reasons (
    policy TEXT NOT NULL,
    resource TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (policy, resource)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE holds (
    resource TEXT NOT NULL PRIMARY KEY,
    until_ms INTEGER NOT NULL,
    hold TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE pause (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pause TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE leases (
    resource TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE runs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
  CREATE INDEX runs_records ON runs (id) WHERE type = 'log.archived';
  `,
  `
  ALTER TABLE last_reasons ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE last_reasons ADD COLUMN memory TEXT;
  `,
];
