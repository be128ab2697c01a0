-- What Alembic makes of an empty file; a new study database is made from this text.
-- Written by `python -m quizapp.store.dump`: change the tables and db/versions, not this file.

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE learner (
    "key" INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_learner PRIMARY KEY ("key"),
    CONSTRAINT uq_learner_id UNIQUE (id)
) STRICT;

CREATE TABLE device (
    "key" INTEGER NOT NULL,
    id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT pk_device PRIMARY KEY ("key"),
    CONSTRAINT uq_device_id UNIQUE (id)
) STRICT;

CREATE TABLE memory (
    learner INTEGER NOT NULL,
    card_id TEXT NOT NULL,
    stability REAL NOT NULL,
    difficulty REAL NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    due TEXT NOT NULL,
    reviews INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    last_rating INTEGER NOT NULL,
    model TEXT NOT NULL,
    CONSTRAINT pk_memory PRIMARY KEY (learner, card_id),
    CONSTRAINT fk_memory_learner FOREIGN KEY(learner) REFERENCES learner ("key")
) WITHOUT ROWID, STRICT;

CREATE INDEX ix_memory_learner_due_card_id ON memory (learner, due, card_id);

CREATE TABLE daily (
    learner INTEGER NOT NULL,
    study_day TEXT NOT NULL,
    reviews INTEGER NOT NULL,
    new INTEGER NOT NULL,
    CONSTRAINT pk_daily PRIMARY KEY (learner, study_day),
    CONSTRAINT fk_daily_learner FOREIGN KEY(learner) REFERENCES learner ("key")
) WITHOUT ROWID, STRICT;

CREATE TABLE session (
    id TEXT NOT NULL,
    learner INTEGER NOT NULL,
    device INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    study_day TEXT NOT NULL,
    topic TEXT,
    state TEXT NOT NULL,
    ended_at INTEGER,
    CONSTRAINT pk_session PRIMARY KEY (id),
    CONSTRAINT fk_session_learner FOREIGN KEY(learner) REFERENCES learner ("key"),
    CONSTRAINT fk_session_device FOREIGN KEY(device) REFERENCES device ("key")
) STRICT;

CREATE UNIQUE INDEX uq_session_open ON session (learner, device) WHERE ended_at IS NULL;

CREATE TABLE mark (
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    learner INTEGER NOT NULL,
    device INTEGER NOT NULL,
    card_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    tz TEXT NOT NULL,
    study_day TEXT NOT NULL,
    CONSTRAINT pk_mark PRIMARY KEY (seq),
    CONSTRAINT ck_mark_kind CHECK (kind IN ('suspend', 'unsuspend', 'flag', 'unflag')),
    CONSTRAINT uq_mark_id UNIQUE (id),
    CONSTRAINT fk_mark_learner FOREIGN KEY(learner) REFERENCES learner ("key"),
    CONSTRAINT fk_mark_device FOREIGN KEY(device) REFERENCES device ("key")
) STRICT;

CREATE TABLE marked (
    learner INTEGER NOT NULL,
    kind TEXT NOT NULL,
    card_id TEXT NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_marked PRIMARY KEY (learner, kind, card_id),
    CONSTRAINT ck_marked_kind CHECK (kind IN ('suspend', 'flag')),
    CONSTRAINT fk_marked_learner FOREIGN KEY(learner) REFERENCES learner ("key")
) WITHOUT ROWID, STRICT;

CREATE TABLE demo_run (
    id TEXT NOT NULL,
    demo TEXT NOT NULL,
    parameters TEXT NOT NULL,
    seed INTEGER NOT NULL,
    budget TEXT NOT NULL,
    device TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    versions TEXT NOT NULL,
    metrics TEXT NOT NULL,
    verdicts TEXT NOT NULL,
    seconds REAL NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT pk_demo_run PRIMARY KEY (id)
) STRICT;

CREATE INDEX ix_demo_run_demo_code_hash ON demo_run (demo, code_hash);

CREATE TABLE setting (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY ("key")
) WITHOUT ROWID, STRICT;

CREATE TABLE trust (
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    approved_at INTEGER NOT NULL,
    CONSTRAINT pk_trust PRIMARY KEY (name)
) WITHOUT ROWID, STRICT;

CREATE TRIGGER mark_refuses_update BEFORE UPDATE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;

CREATE TRIGGER mark_refuses_delete BEFORE DELETE ON mark BEGIN SELECT RAISE(ABORT, 'mark is append-only'); END;

CREATE TABLE prediction (
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    learner INTEGER NOT NULL,
    device INTEGER NOT NULL,
    card_id TEXT NOT NULL,
    demo TEXT NOT NULL,
    run TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    expected REAL NOT NULL,
    at INTEGER NOT NULL,
    tz TEXT NOT NULL,
    study_day TEXT NOT NULL,
    CONSTRAINT pk_prediction PRIMARY KEY (seq),
    CONSTRAINT ck_prediction_kind CHECK (kind IN ('claim', 'metric')),
    CONSTRAINT uq_prediction_id UNIQUE (id),
    CONSTRAINT fk_prediction_learner FOREIGN KEY(learner) REFERENCES learner ("key"),
    CONSTRAINT fk_prediction_device FOREIGN KEY(device) REFERENCES device ("key")
) STRICT;

CREATE INDEX ix_prediction_learner_demo_seq ON prediction (learner, demo, seq);

CREATE TRIGGER prediction_refuses_update BEFORE UPDATE ON prediction BEGIN SELECT RAISE(ABORT, 'prediction is append-only'); END;

CREATE TRIGGER prediction_refuses_delete BEFORE DELETE ON prediction BEGIN SELECT RAISE(ABORT, 'prediction is append-only'); END;

CREATE TABLE review (
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    learner INTEGER NOT NULL,
    device INTEGER NOT NULL,
    card_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    voids INTEGER,
    prior INTEGER,
    undo_next INTEGER,
    redo_next INTEGER,
    at INTEGER NOT NULL,
    tz TEXT NOT NULL,
    study_day TEXT NOT NULL,
    rating INTEGER,
    retention REAL,
    seconds REAL,
    answer TEXT,
    points TEXT,
    language TEXT,
    card_hash TEXT,
    revision INTEGER,
    model TEXT,
    confidence INTEGER,
    probe INTEGER,
    CONSTRAINT pk_review PRIMARY KEY (seq),
    CONSTRAINT ck_review_kind CHECK (kind IN ('grade', 'undo', 'redo')),
    CONSTRAINT ck_review_voids CHECK ((kind = 'grade') = (voids IS NULL)),
    CONSTRAINT ck_review_graded CHECK ((kind = 'grade') = (rating IS NOT NULL)),
    CONSTRAINT ck_review_rating CHECK (rating BETWEEN 1 AND 4),
    CONSTRAINT ck_review_confidence CHECK (confidence BETWEEN 0 AND 100),
    CONSTRAINT ck_review_probe CHECK (probe IN (0, 1)),
    CONSTRAINT uq_review_id UNIQUE (id),
    CONSTRAINT fk_review_learner FOREIGN KEY(learner) REFERENCES learner ("key"),
    CONSTRAINT fk_review_device FOREIGN KEY(device) REFERENCES device ("key"),
    CONSTRAINT fk_review_voids FOREIGN KEY(voids) REFERENCES review (seq),
    CONSTRAINT fk_review_prior FOREIGN KEY(prior) REFERENCES review (seq),
    CONSTRAINT fk_review_undo_next FOREIGN KEY(undo_next) REFERENCES review (seq),
    CONSTRAINT fk_review_redo_next FOREIGN KEY(redo_next) REFERENCES review (seq)
) STRICT;

CREATE INDEX ix_review_learner_card_id ON review (learner, card_id);

CREATE INDEX ix_review_learner_device_seq ON review (learner, device, seq);

CREATE INDEX ix_review_voids ON review (voids) WHERE voids IS NOT NULL;

CREATE INDEX ix_review_probe ON review (learner, seq) WHERE probe = 1;

CREATE TRIGGER review_refuses_update BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;

CREATE TRIGGER review_refuses_delete BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'review is append-only'); END;

CREATE TABLE weights (
    id TEXT NOT NULL,
    learner INTEGER NOT NULL,
    at INTEGER NOT NULL,
    model TEXT NOT NULL,
    w TEXT NOT NULL,
    n INTEGER NOT NULL,
    logloss REAL NOT NULL,
    adopted INTEGER NOT NULL,
    CONSTRAINT pk_weights PRIMARY KEY (id),
    CONSTRAINT ck_weights_adopted CHECK (adopted IN (0, 1)),
    CONSTRAINT fk_weights_learner FOREIGN KEY(learner) REFERENCES learner ("key")
) STRICT;

CREATE INDEX ix_weights_adopted ON weights (learner, id) WHERE adopted = 1;

INSERT INTO alembic_version VALUES ('0004');
