const STATUS: [number, number[]][] = [
  [401, [194, 516]],
  [403, [192, 193, 497]],
  [404, [46, 47, 50, 56, 60, 81, 115, 158, 225]],
  [408, [159]],
  [413, [229, 307]],
  [501, [48]],
  [503, [202, 252]],
  [400, [6, 26, 27, 33, 36, 38, 41, 42, 43, 44, 45, 52, 53, 62, 72, 73, 89, 117, 130, 164, 170, 184, 206, 215, 344, 427, 456, 457]],
]
const BY_CODE = new Map(STATUS.flatMap(([status, codes]) => codes.map((code) => [code, status] as const)))

/** HTTP status of a ClickHouse error code, as ClickHouse's server chooses it for the codes that clients meet. */
export function statusOfCode(code: number): number {
  return BY_CODE.get(code) ?? 500
}
