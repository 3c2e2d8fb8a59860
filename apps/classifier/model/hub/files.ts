import { PREFERENCE } from '../graph-choice.ts'
import { GRAPH_FOLDERS, GRAPH_NAMES } from '../member-files.ts'
import type { Provider } from '../worker-messages.ts'

/** Small files of a model and of each member; `member` below is its folder within the repository, '' for the repository itself. */
export const ENSEMBLE = 'ensemble.json'
export const CONFIG = 'config.json'
export const TOKENIZER_FILES = ['tokenizer.json', 'tokenizer_config.json'] as const

export function inMember(member: string, ...names: string[]): string {
  return [member, ...names].filter((part) => part !== '').join('/')
}

/** Paths where a member's graph for a device may lie, the best one first. */
export function graphPaths(member: string, device: Provider): string[] {
  return PREFERENCE[device].flatMap((kind) =>
    GRAPH_FOLDERS.flatMap((folder) => GRAPH_NAMES[kind].map((name) => inMember(member, folder, name))),
  )
}
