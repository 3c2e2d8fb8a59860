import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collect } from '../testing.ts'
import { formatOf, readEntries } from './read-entries.ts'

async function* from(...chunks: string[]) {
  yield* chunks
}
const read = (text: string, file?: string) => collect(readEntries(from(text), file))

describe('JSON Lines', () => {
  test('id and text or comment; bad lines say why', async () => {
    const lines = [
      '{"id":1,"text":"a"}',
      '{"id":"x","comment":"b"}',
      '',
      'oops',
      '{"text":5}',
      '{"id":2}',
      '{"text":" "}',
      '{"text":"c"}',
      '{"id":{},"text":"d"}',
    ]
    expect(await read(`\ufeff${lines.join('\n')}`)).toEqual([
      { line: 1, id: 1, text: 'a' },
      { line: 2, id: 'x', text: 'b' },
      { line: 4, reason: expect.stringContaining('is not JSON') },
      { line: 5, reason: 'text must be a string' },
      { line: 6, reason: 'has neither text nor comment' },
      { line: 7, reason: 'text must not be empty' },
      { line: 8, id: '8', text: 'c' },
      { line: 9, reason: 'id must be a string or a number' },
    ])
  })
})

describe('CSV', () => {
  test('columns by their names, quoted line breaks, wrong rows', async () => {
    const csv = '\ufeff"ID", Text ,other\r\n7,"two\nlines, ""quoted""",x\r\n8,short\r\n9,,x\r\n10,last,x'
    expect(await read(csv)).toEqual([
      { line: 2, id: '7', text: 'two\nlines, "quoted"' },
      { line: 4, reason: 'has 2 columns, the header 3' },
      { line: 5, reason: 'text must not be empty' },
      { line: 6, id: '10', text: 'last' },
    ])
  })

  test('a header without text is refused as a whole', async () => {
    await expect(read('a,b\n1,2\n', 'x.csv')).rejects.toThrow('neither a column "text" nor "comment"')
  })

  test('a quotation mark that never closes costs its line', async () => {
    expect(await read('id,text\n1,ok\n2,"never closed\n3,x\n4,"two\nlines"\n')).toEqual([
      { line: 2, id: '1', text: 'ok' },
      { line: 3, reason: 'is not CSV: its quotation marks do not match' },
      { line: 4, id: '3', text: 'x' },
      { line: 5, id: '4', text: 'two\nlines' },
    ])
  })

  test('quotation marks inside of a field', async () => {
    expect(await read('id,text\n1,he said "hi" twice\n')).toEqual([{ line: 2, id: '1', text: 'he said "hi" twice' }])
  })

  test.each([';', '\t'])('columns that %j separates', async (mark) => {
    const csv = ['id,text,x', '1,a,b', '2,"c,,d",e'].join('\n').replaceAll(',', mark)
    expect(await read(csv, 'x.csv')).toEqual(await read(csv))
    expect(await read(csv)).toEqual([
      { line: 2, id: '1', text: 'a' },
      { line: 3, id: '2', text: `c${mark}${mark}d` },
    ])
  })

  test('one column', async () => {
    expect(await read('text\nhello\n', 'posts.CSV')).toEqual([{ line: 2, id: '2', text: 'hello' }])
  })
})

test('plain lines carry their number', async () => {
  expect(await read('hello, world\n\n"quoted"\r\n')).toEqual([
    { line: 1, id: '1', text: 'hello, world' },
    { line: 3, id: '3', text: '"quoted"' },
  ])
})

test.each([
  ['{"text":"a"}\n', undefined, 'json-lines'],
  ['\n\n{"text":"a"}\n', undefined, 'json-lines'],
  ['id,text\n', undefined, 'csv'],
  ['"text","id"\n', undefined, 'csv'],
  ['text me, please\n', undefined, 'lines'],
  ['text\n', undefined, 'lines'],
  ['anything', 'a.jsonl', 'json-lines'],
  ['anything', 'a.csv', 'csv'],
  ['anything', 'a.txt', 'lines'],
])('%j in %s is %s', (head, file, format) => {
  expect(formatOf(head, file)).toBe(format)
})

test('chunks may end anywhere, and nothing makes it throw', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '{"text":"a"}', '"', ',', '\r\n'))),
      async (chunks) => {
        const whole = await read(chunks.join(''))
        expect(await collect(readEntries(from(...chunks)))).toEqual(whole)
      },
    ),
    { numRuns: 300 },
  )
})
