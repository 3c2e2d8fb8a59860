import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY } from '../harness/groundswell.ts'

export type Sabotage = { name: string; file: string; from: string; to: string }

/** Rules without which the crash test has to fail; if it does not, it proves nothing. */
export const SABOTAGES: Sabotage[] = [
  {
    name: 'without the deduplication token',
    file: 'apps/aggregator/sink/apply-block.ts',
    from: 'await insertBlock(store, token, rows)',
    to: 'await insertBlock(store, token + Math.random(), rows)',
  },
  {
    name: 'without the origin watermark',
    file: 'apps/aggregator/sink/apply-block.ts',
    from: 'if (record.origin.offset <= watermark) continue',
    to: 'if (record.origin.offset < -watermark) continue',
  },
]

/** A copy of the repository in which one rule is broken, so that no switch for it stands in the product. */
export async function sabotagedCopy({ file, from, to }: Sabotage): Promise<{ root: string; dispose: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'groundswell-sabotaged-'))
  for (const folder of ['apps', 'packages', 'package.json'])
    await cp(join(REPOSITORY, folder), join(root, folder), { recursive: true, verbatimSymlinks: true })
  await linkModules(root)
  const path = join(root, file)
  const source = await readFile(path, 'utf8')
  if (!source.includes(from)) throw new Error(`${file} no longer holds «${from}»: bring the sabotage up to date`)
  await writeFile(path, source.replace(from, to))
  return { root, dispose: () => rm(root, { recursive: true, force: true }) }
}

/** Third-party packages are shared; our own must be the copy's. */
async function linkModules(root: string): Promise<void> {
  const [theirs, ours] = [join(REPOSITORY, 'node_modules'), join(root, 'node_modules')]
  await mkdir(join(ours, '@groundswell'), { recursive: true })
  for (const name of await readdir(theirs)) if (name !== '@groundswell') await symlink(join(theirs, name), join(ours, name))
  for (const folder of ['apps', 'packages'])
    for (const name of await readdir(join(root, folder))) await symlink(join(root, folder, name), join(ours, '@groundswell', name))
}
