import { assign, assignedPartitions, groupProtocols } from './group-assignment.ts'
import type { KafkaClient } from './kafka-client.ts'
import type { KafkaConnection } from './kafka-connection.ts'
import { errorType } from './kafka-errors.ts'
import type { Broker, Cluster } from './kafkajs-internals.ts'

/** A member that says nothing for this long is expelled; half of it is how fresh a claim must be (see Generation). */
export const SESSION_TIMEOUT_MS = 10_000
/** How long the others wait for a member to end its work and join again. */
export const REBALANCE_TIMEOUT_MS = 20_000
const ANSWER_MS = 5_000

/** One assignment of partitions to this member; the coordinator refuses commits of any but the newest. */
export type Assignment = { generationId: number; memberId: string; partitions: number[] }

/** This process as a member of a consumer group: the protocol only, no loop. */
export class GroupMembership {
  readonly groupId: string
  readonly topic: string
  readonly #connection: KafkaConnection
  /** Asking who coordinates costs a request: once a connection is enough, a wrong answer ends the connection. */
  readonly #coordinators = new WeakMap<Cluster, Broker>()
  #memberId = ''

  constructor(client: KafkaClient, groupId: string, topic: string) {
    this.groupId = groupId
    this.topic = topic
    this.#connection = client.connection()
  }

  /** Joins the group and learns its partitions; waits for the other members, up to the rebalance timeout. */
  async join(): Promise<Assignment> {
    const { groupId, topic } = this
    try {
      return await this.#connection.use(REBALANCE_TIMEOUT_MS + 2 * ANSWER_MS, async (cluster) => {
        await cluster.addTargetTopic(topic)
        const coordinator = await this.#coordinator(cluster)
        const joined = await coordinator.joinGroup({
          groupId,
          memberId: this.#memberId,
          sessionTimeout: SESSION_TIMEOUT_MS,
          rebalanceTimeout: REBALANCE_TIMEOUT_MS,
          groupProtocols: groupProtocols(topic),
        })
        const { generationId, memberId } = joined
        this.#memberId = memberId
        const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => partitionId)
        const members = joined.members.map((member) => member.memberId)
        const groupAssignment = memberId === joined.leaderId ? assign(topic, members, partitions) : []
        const { memberAssignment } = await coordinator.syncGroup({ groupId, generationId, memberId, groupAssignment })
        return { generationId, memberId, partitions: assignedPartitions(topic, memberAssignment) }
      })
    } catch (error) {
      if (errorType(error) === 'UNKNOWN_MEMBER_ID') this.#memberId = ''
      throw error
    }
  }

  async heartbeat({ generationId, memberId }: Assignment): Promise<void> {
    const { groupId } = this
    await this.#ask((coordinator) => coordinator.heartbeat({ groupId, memberId, groupGenerationId: generationId }))
  }

  /** Commits in the name of that assignment's generation, whatever this member belongs to by now. */
  async commit({ generationId, memberId }: Assignment, partition: number, offset: number, metadata: string): Promise<void> {
    const { groupId, topic } = this
    const topics = [{ topic, partitions: [{ partition, offset: String(offset), metadata }] }]
    await this.#ask((coordinator) => coordinator.offsetCommit({ groupId, memberId, groupGenerationId: generationId, topics }))
  }

  /** Gives up the membership, so that the others need not wait for the session to end. */
  async leave(): Promise<void> {
    const { groupId } = this
    const memberId = this.#memberId
    if (memberId !== '') await this.#ask((coordinator) => coordinator.leaveGroup({ groupId, memberId }))
  }

  close(): void {
    this.#connection.close()
  }

  /** Forgets the connection: a request that blocks it (a join) would hold up the next one. */
  interrupt(): void {
    this.#connection.reset()
  }

  async #ask(request: (coordinator: Broker) => Promise<unknown>): Promise<void> {
    try {
      await this.#connection.use(ANSWER_MS, async (cluster) => {
        await request(await this.#coordinator(cluster))
      })
    } catch (error) {
      if (errorType(error) === 'UNKNOWN_MEMBER_ID') this.#memberId = ''
      throw error
    }
  }

  async #coordinator(cluster: Cluster): Promise<Broker> {
    const coordinator = this.#coordinators.get(cluster) ?? (await cluster.findGroupCoordinator({ groupId: this.groupId }))
    this.#coordinators.set(cluster, coordinator)
    return coordinator
  }
}
