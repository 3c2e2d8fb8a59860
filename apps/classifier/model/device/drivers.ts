import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** Vulkan drivers that compute on the CPU (SwiftShader, Mesa's lavapipe, the loader's mock), or on another API that may. */
const NO_GPU = /swiftshader|lvp|lavapipe|llvmpipe|mock|dzn/i

/** Whether ONNX Runtime's CUDA files lie beside the rest of it; they are not part of its npm package. */
export function hasCudaFiles(platform: string = process.platform, arch: string = process.arch): boolean {
  const root = join(dirname(createRequire(import.meta.url).resolve('onnxruntime-node')), '..')
  return existsSync(join(root, 'bin/napi-v6', platform, arch, 'libonnxruntime_providers_cuda.so'))
}

/**
 * The environment in which WebGPU finds hardware or nothing, since ONNX Runtime does not tell which adapter it took. On Linux
 * Vulkan's loader is shown the drivers of GPUs only; on macOS Metal has no others. Null where there is none; on Windows too,
 * where nothing tells Direct3D's software adapter from a GPU.
 */
export function gpuEnvironment(environment: NodeJS.ProcessEnv, platform: string = process.platform): NodeJS.ProcessEnv | null {
  if (platform === 'darwin') return environment
  if (platform !== 'linux') return null
  const drivers = vulkanDrivers(environment).filter(isGpuDriver)
  if (drivers.length === 0) return null
  // Older loaders know only the second name.
  return { ...environment, VK_DRIVER_FILES: drivers.join(delimiter), VK_ICD_FILENAMES: drivers.join(delimiter) }
}

/** Driver manifests as Vulkan's loader looks for them: those that are named, else those in its folders. */
function vulkanDrivers({ VK_DRIVER_FILES, VK_ICD_FILENAMES, ...environment }: NodeJS.ProcessEnv): string[] {
  const named = VK_DRIVER_FILES ?? VK_ICD_FILENAMES
  if (named !== undefined) return named.split(delimiter).flatMap((path) => (path.endsWith('.json') ? [path] : manifestsIn(path)))
  const home = environment['HOME'] ?? '/'
  const folders = [
    environment['XDG_CONFIG_HOME'] ?? join(home, '.config'),
    ...(environment['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(delimiter),
    '/usr/local/etc',
    '/etc',
    environment['XDG_DATA_HOME'] ?? join(home, '.local/share'),
    ...(environment['XDG_DATA_DIRS'] ?? '/usr/local/share:/usr/share').split(delimiter),
  ]
  return folders.flatMap((folder) => manifestsIn(join(folder, 'vulkan/icd.d')))
}

function manifestsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))
}

/** A manifest names its library, so that a renamed one is known too. */
function isGpuDriver(manifest: string): boolean {
  if (!existsSync(manifest)) return false
  const library = /"library_path"\s*:\s*"([^"]*)"/.exec(readFileSync(manifest, 'utf8'))?.[1]
  return library !== undefined && !NO_GPU.test(library) && !NO_GPU.test(manifest.slice(manifest.lastIndexOf('/') + 1))
}
