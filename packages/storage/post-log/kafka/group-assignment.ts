import { AssignerProtocol } from 'kafkajs'

/** The name of kafkajs' own assignor, which assigns the same way. */
const ASSIGNOR = 'RoundRobinAssigner'
const VERSION = 0

export function groupProtocols(topic: string) {
  return [
    { name: ASSIGNOR, metadata: AssignerProtocol.MemberMetadata.encode({ version: VERSION, topics: [topic], userData: Buffer.alloc(0) }) },
  ]
}

/** The leader's work: the partitions of the topic dealt out to the members in turn. */
export function assign(topic: string, members: string[], partitions: number[]) {
  const sorted = members.toSorted()
  return sorted.map((memberId, index) => ({
    memberId,
    memberAssignment: AssignerProtocol.MemberAssignment.encode({
      version: VERSION,
      assignment: { [topic]: partitions.filter((_, at) => at % sorted.length === index) },
      userData: Buffer.alloc(0),
    }),
  }))
}

export function assignedPartitions(topic: string, assignment: Buffer): number[] {
  return (AssignerProtocol.MemberAssignment.decode(assignment)?.assignment[topic] ?? []).toSorted((a, b) => a - b)
}
