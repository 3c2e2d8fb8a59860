/** Topics of the log; `KAFKA_TOPIC_PREFIX` stands before these names on a shared cluster. */
export const TOPICS = ['posts', 'scored-posts', 'alerts', 'moderation', 'settings', 'dead-letters'] as const
export type Topic = (typeof TOPICS)[number]

/** Consumer groups, one an app. */
export const GROUP_CLASSIFIER = 'classifier'
export const GROUP_AGGREGATOR = 'aggregator'
