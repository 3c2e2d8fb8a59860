const FIELDS = ['id', 'text', 'source', 'author', 'createdAt', 'lang', 'replyTo', 'url'] as const

/** Fields as people write them in headers: `created_at`, `CreatedAt` and `createdAt` are one. */
const BY_NAME = new Map<string, string>([...FIELDS.map((field) => [plain(field), field] as [string, string]), ['comment', 'text']])

function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[_ -]/g, '')
}

/** Names of a CSV header as fields of a post; null for a column that is none. */
export function readHeader(cells: string[]): (string | null)[] {
  return cells.map((cell) => BY_NAME.get(plain(cell)) ?? null)
}

/** A CSV row as a candidate post; empty cells say nothing. */
export function rowToCandidate(columns: (string | null)[], cells: string[]): Record<string, unknown> {
  const candidate: Record<string, unknown> = {}
  for (const [index, field] of columns.entries()) {
    const cell = cells[index]
    if (field !== null && cell !== undefined && cell !== '' && !(field in candidate)) candidate[field] = cell
  }
  return candidate
}

/**
 * Fills in what a file may leave out: the id is `FILE:LINE`, the source `folder`; `comment` stands for `text`. Other
 * fields are passed over, since files are mostly exports of something else; numbers make ids as they are.
 * @param line counted from 1, as editors do.
 */
export function completeRow(row: unknown, file: string, line: number): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row
  const given = row as Record<string, unknown>
  const post: Record<string, unknown> = { id: `${file}:${line}`, source: 'folder' }
  for (const field of FIELDS) {
    const value = field === 'text' ? (given['text'] ?? given['comment']) : given[field]
    if (value !== undefined && value !== null) post[field] = field === 'id' && typeof value === 'number' ? String(value) : value
  }
  return post
}
