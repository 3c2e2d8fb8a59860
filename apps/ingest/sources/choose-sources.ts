import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Config } from '@groundswell/shared/config.ts'
import { createBlueskySource, JETSTREAM_HOSTS } from './bluesky/bluesky-source.ts'
import { createCursorFile } from './bluesky/cursor-file.ts'
import { createDemoSource } from './demo/demo-source.ts'
import { createFolderSource } from './folder/folder-source.ts'
import type { PostSource } from './post-source.ts'

/** The sources that the configuration names, Bluesky where it names none. HTTP is always on and needs no source here. */
export function chooseSources(config: Config, stateFolder: string, logger: Logger): PostSource[] {
  const names = [...new Set(config.SOURCES ?? ['bluesky'])].filter((name) => name !== 'http')
  return names.map((name) => {
    if (name === 'bluesky') {
      const hosts = config.JETSTREAM_URL === undefined ? JETSTREAM_HOSTS : [config.JETSTREAM_URL]
      return createBlueskySource({ hosts, cursor: createCursorFile(stateFolder), logger })
    }
    if (name === 'demo') return createDemoSource()
    return createFolderSource({ folder: name.slice('folder:'.length), stateFolder, logger })
  })
}

/** The demo may step in only where nobody chose a source. */
export function mayPlayDemo(config: Config): boolean {
  return config.SOURCES === undefined && config.JETSTREAM_URL === undefined
}
