import { join } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { readEnsemble } from '../manifest.ts'
import { dataPaths, readLabels } from '../member-files.ts'
import type { Provider } from '../worker-messages.ts'
import type { Hub, HubFile } from './api.ts'
import { hubError } from './errors.ts'
import { fetchFile } from './file.ts'
import { CONFIG, ENSEMBLE, graphPaths, inMember, TOKENIZER_FILES } from './files.ts'
import type { HubId } from './id.ts'
import { createProgress, megabytes, type Tell } from './progress.ts'

export type Download = { id: HubId; hub: Hub; commit: string; device: Provider; directory: string; tell: Tell; signal: AbortSignal }

/**
 * Downloads what a device needs of a model into `directory`: the small files that say whether it can be used at all come
 * first. Files that are there already are kept.
 * @throws UserError that names MODEL_DIR and what the repository lacks.
 */
export async function downloadModel(download: Download): Promise<void> {
  const { id, hub, commit, device, directory, tell } = download
  const top = await hub.files(commit, [ENSEMBLE])
  await fetchFiles(download, [...top.values()], () => undefined)
  const members = top.size === 0 ? [''] : naming(download, () => readEnsemble(directory).members.map(({ path }) => path))

  const configs = await required(
    download,
    members.map((member) => inMember(member, CONFIG)),
  )
  await fetchFiles(download, configs, () => undefined)
  for (const member of members) naming(download, () => readLabels(join(directory, member)))

  const tokenizers = await required(
    download,
    members.flatMap((member) => TOKENIZER_FILES.map((name) => inMember(member, name))),
  )
  const graphs = await Promise.all(members.map((member) => findGraph(download, member)))
  const files = [...tokenizers, ...graphs.flat()]
  const total = files.reduce((sum, { size }) => sum + size, 0)
  tell(`downloading ${id.repo}, commit ${commit.slice(0, 12)}, for ${device}: ${files.length} files, ${megabytes(total)}`)
  await fetchFiles(download, files, createProgress(id.repo, total, tell))
}

async function fetchFiles(
  { hub, commit, directory, signal }: Download,
  files: HubFile[],
  progress: (bytes: number) => void,
): Promise<void> {
  for (const file of files) {
    const read = (offset: number) => hub.read(commit, file.path, offset)
    await fetchFile({ file, read, target: join(directory, file.path), progress, signal })
  }
}

async function required({ id, hub, commit }: Download, paths: string[]): Promise<HubFile[]> {
  const found = await hub.files(commit, paths)
  return paths.map((path) => {
    const file = found.get(path)
    if (file === undefined) throw hubError(id, `its repository has no ${path}`)
    return file
  })
}

/** A member's best graph for the device, and the weights beside it. */
async function findGraph({ id, hub, commit, device }: Download, member: string): Promise<HubFile[]> {
  const candidates = graphPaths(member, device)
  const found = await hub.files(commit, candidates)
  const graph = candidates.map((path) => found.get(path)).find((file) => file !== undefined)
  if (graph === undefined) {
    const wanted = `${inMember(member, 'onnx/model.onnx')}, nor another ONNX graph for CLASSIFIER_DEVICE=${device}`
    throw hubError(id, `its repository has no ${wanted}: \`optimum-cli export onnx --model ${id.repo} DIR\` makes one; then name that DIR`)
  }
  return [graph, ...(await hub.files(commit, dataPaths(graph.path))).values()]
}

/** Says MODEL_DIR and the repository's file where something is wrong with one, not where it lies while it is downloaded. */
function naming<T>({ id, directory }: Download, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof UserError) throw hubError(id, error.message.replace(join(directory, '/'), ''))
    throw error
  }
}
