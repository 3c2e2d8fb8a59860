import { describe, expect, it } from 'vitest'
import { splitInsert } from './insert.ts'

const split = (head: string, body = '') => {
  const insert = splitInsert(head, Buffer.from(body))
  return insert === null ? null : [insert.fromFile('F').replaceAll(/\s+/g, ' ').trim(), Buffer.concat(insert.data).toString()]
}

describe('splitInsert', () => {
  it.each([
    ['INSERT INTO t FORMAT CSV', '1,"a\n\nb"\n', "INSERT INTO t FROM INFILE 'F' COMPRESSION 'none' FORMAT CSV", '1,"a\n\nb"\n'],
    ['', 'INSERT INTO t FORMAT Native\n\n\nx', "INSERT INTO t FROM INFILE 'F' COMPRESSION 'none' FORMAT Native", '\n\nx'],
    [
      'INSERT INTO d.t (a, b) SETTINGS async_insert=0 FORMAT TSV',
      'x',
      "INSERT INTO d.t (a, b) FROM INFILE 'F' COMPRESSION 'none' SETTINGS async_insert=0 FORMAT TSV",
      'x',
    ],
    [
      '',
      "insert into t values (1, 'FORMAT;'), (2, '')",
      "insert into t FROM INFILE 'F' COMPRESSION 'none' FORMAT Values",
      " (1, 'FORMAT;'), (2, '')",
    ],
    [
      '',
      'INSERT INTO t FORMAT JSONEachRow {"a": "é\\n"}',
      "INSERT INTO t FROM INFILE 'F' COMPRESSION 'none' FORMAT JSONEachRow",
      '{"a": "é\\n"}',
    ],
    [
      'INSERT INTO `é FORMAT x` (`values`)',
      'VALUES (1)',
      "INSERT INTO `é FORMAT x` (`values`) FROM INFILE 'F' COMPRESSION 'none' FORMAT Values",
      ' (1)',
    ],
    [
      '/* FORMAT A */ INSERT INTO t -- VALUES\n FORMAT CSV',
      '1',
      "INSERT INTO t -- VALUES FROM INFILE 'F' COMPRESSION 'none' FORMAT CSV",
      '1',
    ],
    ['INSERT INTO t FORMAT CSV 1', ',2', "INSERT INTO t FROM INFILE 'F' COMPRESSION 'none' FORMAT CSV", '1\n,2'],
  ])('takes %s%s apart', (head, body, statement, data) => {
    expect(split(head, body)).toEqual([statement, data])
  })

  it.each(['INSERT INTO t SELECT 1', 'INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x', 'INSERT INTO t', ''])(
    'finds no data in %s',
    (sql) => {
      expect(split(sql)).toBeNull()
    },
  )
})
