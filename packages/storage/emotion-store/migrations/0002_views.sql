-- Views for analysts and for every screen: what is kept now, in words. docs/sql.md describes them.

CREATE VIEW IF NOT EXISTS groundswell.posts AS
SELECT
    source,
    id,
    if(author = '', NULL, author) AS author,
    time,
    if(lang = '', NULL, lang) AS lang,
    brands,
    text,
    if(url = '', NULL, url) AS url,
    if(reply_to = '', NULL, reply_to) AS reply_to,
    scored = 1 AS is_scored,
    if(top_emotion = '', NULL, top_emotion) AS top_emotion,
    emotions,
    if(rows.admiration = 65535, NULL, rows.admiration / 10000) AS admiration,
    if(rows.amusement = 65535, NULL, rows.amusement / 10000) AS amusement,
    if(rows.anger = 65535, NULL, rows.anger / 10000) AS anger,
    if(rows.annoyance = 65535, NULL, rows.annoyance / 10000) AS annoyance,
    if(rows.approval = 65535, NULL, rows.approval / 10000) AS approval,
    if(rows.caring = 65535, NULL, rows.caring / 10000) AS caring,
    if(rows.confusion = 65535, NULL, rows.confusion / 10000) AS confusion,
    if(rows.curiosity = 65535, NULL, rows.curiosity / 10000) AS curiosity,
    if(rows.desire = 65535, NULL, rows.desire / 10000) AS desire,
    if(rows.disappointment = 65535, NULL, rows.disappointment / 10000) AS disappointment,
    if(rows.disapproval = 65535, NULL, rows.disapproval / 10000) AS disapproval,
    if(rows.disgust = 65535, NULL, rows.disgust / 10000) AS disgust,
    if(rows.embarrassment = 65535, NULL, rows.embarrassment / 10000) AS embarrassment,
    if(rows.excitement = 65535, NULL, rows.excitement / 10000) AS excitement,
    if(rows.fear = 65535, NULL, rows.fear / 10000) AS fear,
    if(rows.gratitude = 65535, NULL, rows.gratitude / 10000) AS gratitude,
    if(rows.grief = 65535, NULL, rows.grief / 10000) AS grief,
    if(rows.joy = 65535, NULL, rows.joy / 10000) AS joy,
    if(rows.love = 65535, NULL, rows.love / 10000) AS love,
    if(rows.nervousness = 65535, NULL, rows.nervousness / 10000) AS nervousness,
    if(rows.optimism = 65535, NULL, rows.optimism / 10000) AS optimism,
    if(rows.pride = 65535, NULL, rows.pride / 10000) AS pride,
    if(rows.realization = 65535, NULL, rows.realization / 10000) AS realization,
    if(rows.relief = 65535, NULL, rows.relief / 10000) AS relief,
    if(rows.remorse = 65535, NULL, rows.remorse / 10000) AS remorse,
    if(rows.sadness = 65535, NULL, rows.sadness / 10000) AS sadness,
    if(rows.surprise = 65535, NULL, rows.surprise / 10000) AS surprise,
    if(rows.neutral = 65535, NULL, rows.neutral / 10000) AS neutral,
    model AS model_version
FROM groundswell.scored_posts AS rows
WHERE (log_partition, log_offset) NOT IN (SELECT log_partition, row_offset FROM groundswell.retractions);

CREATE VIEW IF NOT EXISTS groundswell.emotion_counts AS
SELECT
    minute,
    brand,
    source,
    [
        'admiration', 'amusement', 'anger', 'annoyance', 'approval', 'caring', 'confusion', 'curiosity',
        'desire', 'disappointment', 'disapproval', 'disgust', 'embarrassment', 'excitement', 'fear',
        'gratitude', 'grief', 'joy', 'love', 'nervousness', 'optimism', 'pride', 'realization', 'relief',
        'remorse', 'sadness', 'surprise', 'neutral'
    ][emotion_position + 1] AS emotion,
    sum(emotion_posts) AS posts,
    sum(emotion_expected) / 10000 AS expected
FROM groundswell.rollup
ARRAY JOIN
    `emotionsMap.emotion` AS emotion_position,
    `emotionsMap.posts` AS emotion_posts,
    `emotionsMap.expected` AS emotion_expected
GROUP BY minute, brand, source, emotion;
