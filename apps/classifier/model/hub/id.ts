/** A model on the hub: `owner/name`, and the branch, tag or commit of it. */
export type HubId = { repo: string; owner: string; name: string; revision: string }

const PART = '[A-Za-z0-9_][A-Za-z0-9_.-]*'
const HUB_ID = new RegExp(`^(${PART})/(${PART})(?:@([A-Za-z0-9_][A-Za-z0-9_./-]*))?$`)

/** Reads `owner/name` or `owner/name@revision`; null where it is neither. */
export function parseHubId(text: string): HubId | null {
  const [, owner, name, revision = 'main'] = HUB_ID.exec(text) ?? []
  if (owner === undefined || name === undefined || revision.split('/').includes('..')) return null
  return { repo: `${owner}/${name}`, owner, name, revision }
}
