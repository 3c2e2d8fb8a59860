import { Tokenizer } from '@huggingface/tokenizers'
import type { Encode } from './encoded.ts'
import type { Member } from './manifest.ts'
import { modelError } from './model-file.ts'

/** No word piece is longer on average; what lies beyond could not become one of the first tokens anyway. */
const CHARACTERS_A_TOKEN = 24

export type Encoder = {
  encode: Encode
  /** Which of the results each member reads: members whose tokenizers are equal share one. */
  tokenizerOfMember: number[]
  /** The token that fills up rows, for each distinct tokenizer. */
  pads: number[]
}

/**
 * Makes the function that turns a normalised text into tokens.
 * @throws UserError that names the tokenizer that can't be used.
 */
export function createEncoder(members: readonly Member[], maxTokens: number): Encoder {
  const distinct = [...new Set(members.map(fingerprint))]
  const tokenizers = distinct.map((print) => {
    const member = members.find((candidate) => fingerprint(candidate) === print)
    if (member === undefined) throw new Error('every fingerprint comes from a member')
    return createTokenizer(member, maxTokens)
  })
  const encode: Encode = (text) => {
    const capped = cap(text, maxTokens * CHARACTERS_A_TOKEN)
    const ids = tokenizers.map(({ tokenise }) => tokenise(capped))
    return { key: text, ids, length: Math.max(...ids.map((row) => row.length)) }
  }
  const tokenizerOfMember = members.map((member) => distinct.indexOf(fingerprint(member)))
  return { encode, tokenizerOfMember, pads: tokenizers.map(({ pad }) => pad) }
}

const prints = new WeakMap<Member, string>()
function fingerprint(member: Member): string {
  const print = prints.get(member) ?? JSON.stringify([member.tokenizer, member.tokenizerConfig])
  prints.set(member, print)
  return print
}

type OneTokenizer = { tokenise: (text: string) => Int32Array; pad: number }

function createTokenizer(member: Member, maxTokens: number): OneTokenizer {
  const file = `${member.directory}/tokenizer.json`
  let tokenizer: Tokenizer
  let frame: number[]
  try {
    tokenizer = new Tokenizer(member.tokenizer, member.tokenizerConfig)
    frame = tokenizer.encode('').ids
  } catch (error) {
    throw modelError(file, '', `can't be used: ${(error as Error).message}`)
  }
  // What stands around every text, [CLS] and [SEP] in BERT: it stays when the text is cut.
  const [before = [], after = []] = splitFrame(tokenizer, frame)
  const room = maxTokens - before.length - after.length
  if (room < 1) throw modelError(file, '', `leaves no room for text within ${maxTokens} tokens`)
  const tokenise = (text: string) => {
    const { ids } = tokenizer.encode(text, { add_special_tokens: false })
    return Int32Array.from([...before, ...ids.slice(0, room), ...after])
  }
  return { tokenise, pad: padToken(tokenizer, member) }
}

function padToken(tokenizer: Tokenizer, { tokenizerConfig }: Member): number {
  const named: unknown = 'pad_token' in tokenizerConfig ? tokenizerConfig.pad_token : undefined
  // A token is written as its text, or as an object that holds it.
  const text = typeof named === 'object' && named !== null && 'content' in named ? named.content : named
  return (typeof text === 'string' ? tokenizer.token_to_id(text) : undefined) ?? 0
}

function splitFrame(tokenizer: Tokenizer, frame: number[]): number[][] {
  const probe: number[] = tokenizer.encode('a', { add_special_tokens: false }).ids
  const framed: number[] = tokenizer.encode('a').ids
  const start = framed.findIndex((_, index) => probe.every((id, offset) => framed[index + offset] === id))
  return probe.length === 0 || start < 0
    ? [frame.slice(0, 1), frame.slice(1)]
    : [framed.slice(0, start), framed.slice(start + probe.length)]
}

function cap(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).toWellFormed()
}
