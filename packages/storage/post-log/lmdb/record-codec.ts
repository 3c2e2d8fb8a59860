import type { AppendRecord, LogRecord } from '../post-log.ts'

/** appendedAt as a double, then the length of the key. */
const HEADER_BYTES = 12

/** A record as it lies in the database: the time is filled in inside the transaction, where it cannot run backwards. */
export function encodeRecord(record: AppendRecord): Buffer {
  const key = Buffer.from(record.key, 'utf8')
  const value = typeof record.value === 'string' ? Buffer.from(record.value, 'utf8') : record.value
  const bytes = Buffer.alloc(HEADER_BYTES + key.length + value.length)
  bytes.writeUInt32LE(key.length, 8)
  key.copy(bytes, HEADER_BYTES)
  value.copy(bytes, HEADER_BYTES + key.length)
  return bytes
}

export function stampRecord(bytes: Buffer, appendedAt: number): void {
  bytes.writeDoubleLE(appendedAt, 0)
}

export function readStamp(bytes: Buffer): number {
  return bytes.readDoubleLE(0)
}

/** The same record without its value. */
export function withoutValue(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, HEADER_BYTES + bytes.readUInt32LE(8)))
}

export function isWithoutValue(bytes: Buffer): boolean {
  return bytes.length === HEADER_BYTES + bytes.readUInt32LE(8)
}

export function decodeRecord(partition: number, offset: number, bytes: Buffer): LogRecord {
  const valueStart = HEADER_BYTES + bytes.readUInt32LE(8)
  return {
    partition,
    offset,
    appendedAt: readStamp(bytes),
    key: bytes.toString('utf8', HEADER_BYTES, valueStart),
    value: bytes.subarray(valueStart),
  }
}
