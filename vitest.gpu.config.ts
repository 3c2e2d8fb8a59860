import { defineConfig } from 'vitest/config'

/**
 * Scoring through WebGPU, on any machine: SwiftShader is a Vulkan driver that needs no GPU, slow but true to it. From Debian's
 * packages `libvulkan1` and `chromium`: `npx vitest run --config vitest.gpu.config.ts`.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    include: ['**/*.gpu.test.ts'],
    exclude: ['**/node_modules/**', '**/.next/**'],
    env: { VK_DRIVER_FILES: '/usr/lib/chromium/vk_swiftshader_icd.json' },
  },
})
