import { describe, expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { createDetectLanguage } from './detect-language.ts'
import { parseRecord } from './parse-record.ts'
import type { ParsedPost } from './records.ts'

const detectLanguage = createDetectLanguage(['en'])
const decide = (text: string, lang?: string) => {
  const post = parseRecord(logRecord({ id: '1', text, lang })) as ParsedPost
  const { lang: decided, scorable } = detectLanguage(post)
  return `${decided} ${scorable ? 'scored' : 'unsupported'}`
}

describe('detectLanguage', () => {
  test.each([
    ['the source is believed where the text agrees', 'Anyone else having issues with login this morning?', 'en-GB', 'en scored'],
    ['a long text corrects the source', 'no puedo creer lo que acaba de pasar, qué vergüenza', 'en', 'es unsupported'],
    ['and corrects it towards the model', 'I cannot believe how good this is, honestly made my day', 'ja', 'en scored'],
    ['a short text does not', 'Danger noodle!!!', 'en', 'en scored'],
    ['other scripts show in a few letters', 'かわいい', 'en', 'ja unsupported'],
    ['without a word from the source the text decides', 'ich habe heute wieder drei Stunden gewartet', undefined, 'de unsupported'],
    ['unsure is the language of the model', 'lol ok', undefined, 'en scored'],
    ['so is a text without letters', '🔥🔥🔥 123', undefined, 'en scored'],
    ['unsure is the source first', 'lol ok', 'pt-BR', 'pt unsupported'],
    ['tags that name no language say nothing', 'lol ok', 'und', 'en scored'],
    ['three-letter codes are the same language', 'lol ok', 'eng', 'en scored'],
    ['mentions, tags and addresses are in no language', '@señorita #mañana https://ejemplo.es/buenos-dias-a-todos ok', 'en', 'en scored'],
  ])('%s', (_, text, lang, expected) => {
    expect(decide(text, lang)).toBe(expected)
  })
})

test('a model that knows every language: nothing is unsupported, and unsure is no language', () => {
  const all = createDetectLanguage(['*'])
  const decided = (text: string, lang?: string) => all(parseRecord(logRecord({ id: '1', text, lang })) as ParsedPost)
  expect(decided('ich habe heute wieder drei Stunden gewartet')).toMatchObject({ lang: 'de', scorable: true })
  expect(decided('lol ok', 'pt-BR')).toMatchObject({ lang: 'pt', scorable: true })
  expect(decided('lol ok')).toMatchObject({ lang: 'und', scorable: true })
})
