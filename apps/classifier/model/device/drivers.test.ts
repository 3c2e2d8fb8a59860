import { mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing.ts'
import { gpuEnvironment, hasCudaFiles } from './drivers.ts'

function manifest(folder: string, name: string, library: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: library, api_version: '1.3.0' } }))
  return file
}

test('on Linux only the Vulkan drivers of GPUs are shown, wherever they are registered', () => {
  using folder = temporaryFolder()
  const [config, data] = [join(folder.path, 'etc'), join(folder.path, 'share')]
  const environment = { HOME: folder.path, XDG_CONFIG_DIRS: config, XDG_DATA_DIRS: data, XDG_DATA_HOME: '/none', OTHER: 'kept' }
  manifest(join(data, 'vulkan/icd.d'), 'lvp_icd.x86_64.json', '/usr/lib/libvulkan_lvp.so')
  manifest(join(data, 'vulkan/icd.d'), 'renamed.json', './libvk_swiftshader.so')
  expect(gpuEnvironment(environment, 'linux')?.['VK_DRIVER_FILES'] ?? '').not.toContain(folder.path)
  const nvidia = manifest(join(config, 'vulkan/icd.d'), 'nvidia_icd.json', 'libGLX_nvidia.so.0')
  const radeon = manifest(join(data, 'vulkan/icd.d'), 'radeon_icd.json', '/usr/lib/libvulkan_radeon.so')
  const shown = gpuEnvironment(environment, 'linux')
  expect(shown?.['VK_DRIVER_FILES']?.split(delimiter)).toEqual(expect.arrayContaining([nvidia, radeon]))
  expect(shown?.['VK_DRIVER_FILES']).not.toMatch(/lvp|renamed/)
  expect(shown?.['VK_ICD_FILENAMES']).toBe(shown?.['VK_DRIVER_FILES'])
  expect(shown?.['OTHER']).toBe('kept')
})

test('drivers that are named stand for all', () => {
  using folder = temporaryFolder()
  const swiftshader = manifest(folder.path, 'vk_swiftshader_icd.json', './libvk_swiftshader.so')
  const intel = manifest(folder.path, 'intel_icd.json', 'libvulkan_intel.so')
  const named = (...files: string[]) => gpuEnvironment({ VK_DRIVER_FILES: files.join(delimiter) }, 'linux')
  expect(named(swiftshader)).toBeNull()
  expect(named('/nowhere/nvidia_icd.json')).toBeNull()
  expect(named(swiftshader, intel)?.['VK_DRIVER_FILES']).toBe(intel)
  expect(gpuEnvironment({ VK_ICD_FILENAMES: folder.path }, 'linux')?.['VK_DRIVER_FILES']).toBe(intel)
})

test('macOS has no software adapter; on Windows nothing tells it from a GPU', () => {
  expect(gpuEnvironment({ A: 'b' }, 'darwin')).toEqual({ A: 'b' })
  expect(gpuEnvironment({ A: 'b' }, 'win32')).toBeNull()
})

test('CUDA files exist for no other platform', () => {
  expect(hasCudaFiles('darwin', 'arm64')).toBe(false)
})
