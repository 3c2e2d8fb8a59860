-- Tables that the aggregator fills. Every INSERT goes into incoming, one block with one token, and the
-- materialized views carry it into their targets; each target remembers the tokens of its last blocks, so that a
-- block that is sent again after a crash is completed where it was missing and dropped where it was not.

CREATE DATABASE IF NOT EXISTS groundswell;

-- What happened to the posts, row by row; keeps nothing itself.
--   store          a post is kept from now on (outcome stored or edited)
--   retract        takes the stored row at row_offset back (sign -1 and the same values; outcome deleted, or empty for an edit)
--   forget         tombstone of a post: nothing at or below this version may bring it back
--   forget-author  tombstone of an author
--   repeat         a record that changed nothing
--   dead           a record no post could be made of
CREATE TABLE IF NOT EXISTS groundswell.incoming
(
    op LowCardinality(String),
    outcome LowCardinality(String),
    sign Int8,
    deletes UInt8,
    log_partition UInt16,
    log_offset UInt64,
    row_offset UInt64,
    origin_partition UInt16,
    origin_offset UInt64,
    appended_at DateTime64(3, 'UTC'),
    key_hash UInt64,
    version UInt64,
    content_hash UInt64,
    time DateTime64(3, 'UTC'),
    source LowCardinality(String),
    id String,
    author String,
    author_hash UInt64,
    lang LowCardinality(String),
    reply_to String,
    url String,
    created_at String,
    text String,
    brands Array(LowCardinality(String)),
    model LowCardinality(String),
    scored UInt8,
    emotions Array(LowCardinality(String)),
    top_emotion LowCardinality(String),
    admiration UInt16 DEFAULT 65535,
    amusement UInt16 DEFAULT 65535,
    anger UInt16 DEFAULT 65535,
    annoyance UInt16 DEFAULT 65535,
    approval UInt16 DEFAULT 65535,
    caring UInt16 DEFAULT 65535,
    confusion UInt16 DEFAULT 65535,
    curiosity UInt16 DEFAULT 65535,
    desire UInt16 DEFAULT 65535,
    disappointment UInt16 DEFAULT 65535,
    disapproval UInt16 DEFAULT 65535,
    disgust UInt16 DEFAULT 65535,
    embarrassment UInt16 DEFAULT 65535,
    excitement UInt16 DEFAULT 65535,
    fear UInt16 DEFAULT 65535,
    gratitude UInt16 DEFAULT 65535,
    grief UInt16 DEFAULT 65535,
    joy UInt16 DEFAULT 65535,
    love UInt16 DEFAULT 65535,
    nervousness UInt16 DEFAULT 65535,
    optimism UInt16 DEFAULT 65535,
    pride UInt16 DEFAULT 65535,
    realization UInt16 DEFAULT 65535,
    relief UInt16 DEFAULT 65535,
    remorse UInt16 DEFAULT 65535,
    sadness UInt16 DEFAULT 65535,
    surprise UInt16 DEFAULT 65535,
    neutral UInt16 DEFAULT 65535,
    reason LowCardinality(String),
    field LowCardinality(String),
    value String
)
ENGINE = Null;

-- One row a version of a post. Never changed in place: a row that was taken back stands in retractions until both go.
-- Scores are ten thousandths; 65535 means that the model does not know the label or the post was not scored.
CREATE TABLE IF NOT EXISTS groundswell.scored_posts
(
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    key_hash UInt64 CODEC(ZSTD(1)),
    log_partition UInt16,
    log_offset UInt64 CODEC(Delta, ZSTD(1)),
    origin_partition UInt16,
    origin_offset UInt64 CODEC(Delta, ZSTD(1)),
    appended_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    version UInt64 CODEC(Delta, ZSTD(1)),
    content_hash UInt64 CODEC(ZSTD(1)),
    source LowCardinality(String),
    id String CODEC(ZSTD(3)),
    author String CODEC(ZSTD(3)),
    author_hash UInt64 CODEC(ZSTD(1)),
    lang LowCardinality(String),
    reply_to String CODEC(ZSTD(3)),
    url String CODEC(ZSTD(3)),
    created_at String CODEC(ZSTD(3)),
    text String CODEC(ZSTD(3)) TTL toDateTime(time) + INTERVAL 90 DAY,
    brands Array(LowCardinality(String)),
    model LowCardinality(String),
    scored UInt8,
    emotions Array(LowCardinality(String)),
    top_emotion LowCardinality(String),
    admiration UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    amusement UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    anger UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    annoyance UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    approval UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    caring UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    confusion UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    curiosity UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    desire UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    disappointment UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    disapproval UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    disgust UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    embarrassment UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    excitement UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    fear UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    gratitude UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    grief UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    joy UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    love UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    nervousness UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    optimism UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    pride UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    realization UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    relief UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    remorse UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    sadness UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    surprise UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    neutral UInt16 DEFAULT 65535 CODEC(ZSTD(1)),
    INDEX offset_range log_offset TYPE minmax GRANULARITY 1,
    INDEX brand_filter brands TYPE bloom_filter GRANULARITY 1,
    INDEX author_filter author_hash TYPE bloom_filter GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(time)
ORDER BY (time, key_hash)
TTL toDateTime(time) + INTERVAL 2 YEAR
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_scored_posts TO groundswell.scored_posts AS
SELECT
    time, key_hash, log_partition, log_offset, origin_partition, origin_offset, appended_at, version, content_hash,
    source, id, author, author_hash, lang, reply_to, url, created_at, text,
    brands, model, scored, emotions, top_emotion,
    admiration, amusement, anger, annoyance, approval, caring, confusion, curiosity, desire,
    disappointment, disapproval, disgust, embarrassment, excitement, fear, gratitude, grief, joy, love,
    nervousness, optimism, pride, realization, relief, remorse, sadness, surprise, neutral
FROM groundswell.incoming
WHERE op = 'store';

-- Rows that were taken back by a delete or an edit and whose bytes are still there.
CREATE TABLE IF NOT EXISTS groundswell.retractions
(
    log_partition UInt16,
    row_offset UInt64,
    log_offset UInt64,
    origin_partition UInt16,
    origin_offset UInt64,
    retracted_at DateTime64(3, 'UTC'),
    time DateTime64(3, 'UTC'),
    source LowCardinality(String),
    id String,
    brands Array(LowCardinality(String)),
    gone UInt8
)
ENGINE = MergeTree
ORDER BY (log_partition, row_offset)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_retractions TO groundswell.retractions AS
SELECT
    log_partition, row_offset, log_offset, origin_partition, origin_offset, appended_at AS retracted_at, time, source, id, brands,
    outcome = 'deleted' AS gone
FROM groundswell.incoming
WHERE op = 'retract';

-- What is known of every post ever seen, newest log_offset last. Append-only on purpose: a block that is sent again
-- must find the same state as the first time, which a replacing merge would have removed.
CREATE TABLE IF NOT EXISTS groundswell.post_index
(
    key_hash UInt64,
    log_partition UInt16,
    log_offset UInt64 CODEC(Delta, ZSTD(1)),
    live UInt8,
    version UInt64 CODEC(Delta, ZSTD(1)),
    content_hash UInt64,
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    appended_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
ORDER BY (key_hash, log_offset)
TTL toDateTime(appended_at) + INTERVAL 2 YEAR
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_post_index TO groundswell.post_index AS
SELECT key_hash, log_partition, log_offset, op = 'store' AS live, version, content_hash, time, appended_at
FROM groundswell.incoming
WHERE op IN ('store', 'forget');

CREATE TABLE IF NOT EXISTS groundswell.author_tombstones
(
    author_hash UInt64,
    log_partition UInt16,
    log_offset UInt64,
    version UInt64
)
ENGINE = MergeTree
ORDER BY (author_hash, log_offset)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_author_tombstones TO groundswell.author_tombstones AS
SELECT author_hash, log_partition, log_offset, version
FROM groundswell.incoming
WHERE op = 'forget-author';

-- Counts a minute, brand (the empty brand holds every post once), source and model. emotion is the position in the
-- list of 28 from 0; expected sums scores in ten thousandths. Authors keep how many posts each has, so that a delete
-- can take one back; they expire with the rows.
CREATE TABLE IF NOT EXISTS groundswell.rollup
(
    minute DateTime('UTC'),
    brand LowCardinality(String),
    source LowCardinality(String),
    model LowCardinality(String),
    posts Int64,
    scored Int64,
    `emotionsMap.emotion` Array(UInt8),
    `emotionsMap.posts` Array(Int64),
    `emotionsMap.expected` Array(Int64),
    `authorsMap.author` Array(UInt64) TTL minute + INTERVAL 2 YEAR,
    `authorsMap.posts` Array(Int64) TTL minute + INTERVAL 2 YEAR
)
ENGINE = SummingMergeTree
PARTITION BY toYYYYMM(minute)
ORDER BY (brand, minute, source, model)
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_rollup TO groundswell.rollup AS
WITH
    [
        admiration, amusement, anger, annoyance, approval, caring, confusion, curiosity, desire,
        disappointment, disapproval, disgust, embarrassment, excitement, fear, gratitude, grief, joy, love,
        nervousness, optimism, pride, realization, relief, remorse, sadness, surprise, neutral
    ] AS scores,
    [
        'admiration', 'amusement', 'anger', 'annoyance', 'approval', 'caring', 'confusion', 'curiosity',
        'desire', 'disappointment', 'disapproval', 'disgust', 'embarrassment', 'excitement', 'fear',
        'gratitude', 'grief', 'joy', 'love', 'nervousness', 'optimism', 'pride', 'realization', 'relief',
        'remorse', 'sadness', 'surprise', 'neutral'
    ] AS labels,
    arrayFilter(i -> block.scored = 1 AND scores[i + 1] != 65535, range(28)) AS known
SELECT
    toStartOfMinute(toDateTime(time, 'UTC')) AS minute,
    arrayJoin(arrayPushFront(brands, '')) AS brand,
    source,
    model,
    sum(toInt64(sign)) AS posts,
    sum(toInt64(sign) * block.scored) AS scored,
    (sumMap(
        known,
        arrayMap(i -> toInt64(sign) * has(emotions, labels[i + 1]), known),
        arrayMap(i -> toInt64(sign) * scores[i + 1], known)
    ) AS sums).1 AS `emotionsMap.emotion`,
    sums.2 AS `emotionsMap.posts`,
    sums.3 AS `emotionsMap.expected`,
    (sumMap(if(author_hash = 0, [], [author_hash]), if(author_hash = 0, [], [toInt64(sign)])) AS authors).1 AS `authorsMap.author`,
    authors.2 AS `authorsMap.posts`
FROM groundswell.incoming AS block
WHERE op IN ('store', 'retract')
GROUP BY minute, brand, source, model;

-- The one outcome of each record in the log, summed. deletes counts the records that were deletes, which have none.
CREATE TABLE IF NOT EXISTS groundswell.outcome_counts
(
    source LowCardinality(String),
    stored Int64,
    deleted Int64,
    edited Int64,
    repeated Int64,
    dead_lettered Int64,
    scored Int64,
    unsupported Int64,
    deletes Int64,
    last_post_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = SummingMergeTree
ORDER BY source
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_outcome_counts TO groundswell.outcome_counts AS
SELECT
    source,
    toInt64(countIf(outcome = 'stored')) - toInt64(countIf(outcome = 'deleted')) AS stored,
    toInt64(countIf(outcome = 'deleted')) AS deleted,
    toInt64(countIf(outcome = 'edited')) AS edited,
    toInt64(countIf(outcome = 'repeated')) AS repeated,
    toInt64(countIf(outcome = 'deadLettered')) AS dead_lettered,
    sum(toInt64(sign) * block.scored) AS scored,
    sum(toInt64(sign) * (1 - block.scored)) AS unsupported,
    toInt64(sum(deletes)) AS deletes,
    maxIf(appended_at, op = 'store') AS last_post_at
FROM groundswell.incoming AS block
GROUP BY source;

-- Records no post could be made of, with the reason and the first bytes of what was written.
CREATE TABLE IF NOT EXISTS groundswell.dead_letters
(
    origin_partition UInt16,
    origin_offset UInt64,
    appended_at DateTime64(3, 'UTC'),
    reason LowCardinality(String),
    field LowCardinality(String),
    value String CODEC(ZSTD(3))
)
ENGINE = MergeTree
ORDER BY (origin_partition, origin_offset)
TTL toDateTime(appended_at) + INTERVAL 90 DAY
SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS groundswell.incoming_to_dead_letters TO groundswell.dead_letters AS
SELECT origin_partition, origin_offset, appended_at, reason, field, value
FROM groundswell.incoming
WHERE op = 'dead';

-- The log that this store belongs to.
CREATE TABLE IF NOT EXISTS groundswell.installation
(
    epoch String,
    created_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = MergeTree
ORDER BY created_at
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;
