import emojiWords from '@groundswell/shared/normalise/emoji-words.json' with { type: 'json' }
import { MAX_CHARACTERS } from '@groundswell/shared/normalise/normalise.ts'
import slang from '@groundswell/shared/normalise/slang.json' with { type: 'json' }
import fc from 'fast-check'

const TROUBLESOME = [
  ...'aAkKsSrRmM019_-\'"’‘“”.,:;/@#()!?*~[]',
  ...' \t\n\v\u0085\u00a0\u1680\u2003\u2028\u3000\u180e\u200b\u200c\u200d\u200e\u2060\ufeff\u00ad\u0000\u001c\u007f\ufffd',
  // Marks, and letters that case or composition turns into others.
  ...'\u0301\u0323\u0344\u0345\u0308\u0131\u0130\u017f\u212a\u212b\u00df\u1e9e\u00e9\u024f\u0250\u0253\u1e5b\u2c65\u1100\u1161\u11a8\uac00\u0958',
  ...'\ufe0e\ufe0f\u20e3\u{1f3fb}\u{1f3ff}\u{1f1fa}\u{1f1f8}\u{1f3f4}\u{e0067}\u{e007f}\u{1f469}\u2764\u2640\u{1f602}\u{1fae0}\u{1faff}\u2605',
  '\ud83d',
  '\ude02',
  '\ud800',
  '\udfff',
  // Halves that must not meet when what parts them is dropped.
  '\ud83d\ufe0f\ude02',
  '\ud83d\u{1f3fb}\ude02',
]

const ADDRESSES = [
  ...[
    'http://',
    'https://',
    'HTTPS://a.b/c',
    'http:/',
    'www.',
    '(www.x.y',
    't.co/x',
    '(bbc.co.uk/',
    'a.zz/b',
    '.com/',
    'x..org/',
    'he/she',
  ],
  ...['@', '@name', '@a.b-c@d', '@_', 'me@x.org', '@1', '@n\u00e9', '@@', '.@x:', '[NAME]', '@USER', 'HTTPURL'],
]

/** Code points that both sides know: composition of the others differs between versions of Unicode. */
function knownToBoth(unassigned: [first: number, last: number][]): fc.Arbitrary<string> {
  const unknown = (point: number) => unassigned.some(([first, last]) => first <= point && point <= last)
  return fc
    .oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x10ffff }))
    .map((point) => (unknown(point) ? '' : String.fromCodePoint(point)))
    .filter((sign) => /^\p{Assigned}$/u.test(sign))
}

const inAnyCase = (phrase: string) =>
  fc.oneof(fc.constant(phrase), fc.constant(phrase.toUpperCase()), fc.constant(phrase.replace(/^./, (first) => first.toUpperCase())))

/** Texts of pieces that the normaliser has a rule for, signs that upset such rules, and any sign at all. */
export function texts(unassigned: [first: number, last: number][]): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...Object.keys(slang)).chain(inAnyCase) },
    { weight: 3, arbitrary: fc.constantFrom(...Object.keys(emojiWords)) },
    { weight: 2, arbitrary: fc.constantFrom(...ADDRESSES) },
    { weight: 6, arbitrary: fc.constantFrom(...TROUBLESOME) },
    { weight: 3, arbitrary: fc.constant(' ') },
    { weight: 3, arbitrary: knownToBoth(unassigned) },
  )
  const run = fc.tuple(piece, fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 6 }) }))
  const short = fc
    .array(
      run.map(([sign, times]) => sign.repeat(times)),
      { maxLength: 24, size: 'max' },
    )
    .map((parts) => parts.join(''))
  const beyondTheCap = short.map((text) => `x${text}`.repeat(3).padEnd(MAX_CHARACTERS - 2, `${text} b`) + text)
  return fc.oneof({ weight: 199, arbitrary: short }, { weight: 1, arbitrary: beyondTheCap })
}
