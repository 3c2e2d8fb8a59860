import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // chdb crashes in worker threads.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    include: ['apps/**/*.test.ts', 'packages/**/*.test.ts', 'scripts/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/.next/**',
      '**/*.kafka.test.ts',
      '**/*.browser.test.ts',
      '**/*.crash.test.ts',
      '**/*.fuzz.test.ts',
      '**/*.gpu.test.ts',
    ],
  },
})
