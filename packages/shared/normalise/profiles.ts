import { markMentions, markUrls, nameMentions, removeUrls } from './addresses.ts'
import { aliasEmoji, nameEmoji, partUnknownPictures } from './emoji.ts'
import { expandSlang } from './slang.ts'
import type { Step } from './step.ts'
import { cap, collapseSpaces, compose, removeUnseen, shortenRuns, straightenQuotes, undressEmoji } from './tidy.ts'

/** The steps of each profile, in order. */
export const PROFILES = {
  /** For models that bring no profile of their own. */
  plain: [cap, compose, collapseSpaces, removeUnseen, collapseSpaces],
  minilm: [
    cap,
    compose,
    undressEmoji,
    straightenQuotes,
    removeUrls,
    nameMentions,
    shortenRuns,
    expandSlang,
    nameEmoji,
    partUnknownPictures,
    removeUnseen,
    collapseSpaces,
  ],
  /** For vinai/bertweet-base and its like: cased, and with placeholders of their own. */
  bertweet: [
    cap,
    compose,
    undressEmoji,
    straightenQuotes,
    markUrls,
    markMentions,
    shortenRuns,
    expandSlang,
    aliasEmoji,
    partUnknownPictures,
    removeUnseen,
    collapseSpaces,
  ],
} satisfies Record<string, Step[]>
