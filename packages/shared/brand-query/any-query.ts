import fc from 'fast-check'

/** Few words, so that texts and queries of the tests meet often. */
export const testWords = ['lumo', 'phone', 'café', 'Straße', '東京', '京', 'lumo_x', '🔥', 'новый', 'ph']

const word = fc.constantFrom(...testWords)
const term = fc.oneof(
  word,
  word.map((text) => `#${text}`),
  fc.tuple(word, word).map(([a, b]) => `@${a}-${b}`),
  word.map((text) => `@${text}.bsky`),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => `"${all.join(' ')}"`),
  fc.constantFrom('lu*', 'pho*', '#lu*', '"lumo pho*"', '"@lumo ph*"'),
)
const usable = term.filter((text) => !/^[#@]?🔥$/u.test(text.replace(/["]/g, '')) || !text.startsWith('@'))
const filter = fc.constantFrom('lang:en', 'lang:pt-BR', 'source:demo', 'author:jane', 'author:"Jane Doe"')
const side = fc.oneof(
  usable,
  fc.tuple(usable, usable).map(([a, b]) => `(${a} OR ${b})`),
)
const near = fc.tuple(side, fc.integer({ min: 1, max: 4 }), side).map(([a, n, b]) => `${a} NEAR/${n} ${b}`)

const { positive } = fc.letrec<{ positive: string; any: string }>((tie) => ({
  positive: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    usable,
    filter,
    near,
    fc.tuple(tie('positive'), tie('any')).map(([a, b]) => `(${a}) ${b}`),
    fc.tuple(tie('any'), tie('positive')).map(([a, b]) => `${a} AND (${b})`),
    fc.tuple(tie('positive'), tie('positive')).map(([a, b]) => `(${a}) OR (${b})`),
  ),
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    usable,
    tie('positive').map((inside) => `NOT (${inside})`),
    tie('positive').map((inside) => `(${inside} OR NOT phone)`),
    tie('positive').map((inside) => `(${inside})`),
  ),
}))

/** Queries that parse. */
export const anyQuery: fc.Arbitrary<string> = positive

const piece = fc.oneof(
  word,
  word.map((text) => `#${text}`),
  word.map((text) => `@${text}.bsky`),
  fc.tuple(word, word).map(([a, b]) => `@${a}-${b}`),
  fc.constantFrom('and', 'xyz', 'LUMO™', 'PHONE', 'cafe', 'strasse'),
)
export const anyPost = fc.record(
  {
    text: fc.array(fc.tuple(piece, fc.constantFrom(' ', ', ', '. ', '', '-')), { maxLength: 12 }).map((all) => all.flat().join('')),
    lang: fc.constantFrom('en', 'pt', 'pt-PT', 'de'),
    source: fc.constantFrom('demo', 'http'),
    author: fc.constantFrom('Jane', '@jane', 'jane doe', 'joe'),
  },
  { requiredKeys: ['text'] },
)
