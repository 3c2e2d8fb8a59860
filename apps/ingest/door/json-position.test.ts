import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonError } from './json-position.ts'

describe('findJsonError', () => {
  it.each([
    ['', 0, 'a value'],
    ['{"a":x}', 5, 'a value'],
    ['{"a":1', 6, '"," or "}"'],
    ['{"a":1,}', 7, 'a field name in double quotes'],
    ['[1,2', 4, '"," or "]"'],
    ['[1,]', 3, 'a value'],
    ['{"a" 1}', 5, '":"'],
    ["{'a':1}", 1, 'a field name in double quotes'],
    ['{"a":"b', 7, 'the end of a string'],
    ['{"a":"\\x"}', 6, 'an escape such as \\n or \\u00e9'],
    ['{"a":"\n"}', 6, 'no control character in a string'],
    ['{} {}', 3, 'the end of the text'],
    ['[[],{"a":[1,{}]}]]', 17, 'the end of the text'],
    ['NaN', 0, 'a value'],
  ])('finds it in %j', (text, position, expected) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(findJsonError(text)).toEqual({ position, expected })
  })

  it('names the end of any JSON as the place where more is wrong', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(findJsonError(`${json} x`)).toEqual({ position: json.length + 1, expected: 'the end of the text' })
      }),
      { numRuns: 300 },
    )
  })

  it('points at or before the character that makes JSON wrong, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const text = json.slice(0, cut % json.length)
        const isJson = (() => {
          try {
            JSON.parse(text)
            return true
          } catch {
            return false
          }
        })()
        fc.pre(!isJson)
        expect(findJsonError(text).position).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 300 },
    )
  })

  it('is quick on a long string that never ends', () => {
    const text = `["${'a'.repeat(5_000_000)}`
    expect(findJsonError(text)).toEqual({ position: text.length, expected: 'the end of a string' })
  })
})
