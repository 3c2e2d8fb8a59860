const TYPES: [RegExp, string][] = [
  [
    /^JSON(Each|CompactEach|StringsEach|ObjectEach)Row|^JSONCompactStringsEachRow|^JSONLines|^NDJSON/,
    'application/x-ndjson; charset=UTF-8',
  ],
  [/^JSON/, 'application/json; charset=UTF-8'],
  [/^CSV/, 'text/csv; charset=UTF-8'],
  [/^(TabSeparated|TSV)/, 'text/tab-separated-values; charset=UTF-8'],
  [/^XML$/, 'application/xml; charset=UTF-8'],
  [/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|MsgPack|Protobuf|CapnProto|BSON|Npy)/, 'application/octet-stream'],
]

/** Content-Type of ClickHouse's output formats. */
export function contentTypeOf(format: string): string {
  return TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? 'text/plain; charset=UTF-8'
}
