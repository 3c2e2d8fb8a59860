import { defineConfig } from 'vitest/config'

/** Tests against a real broker, which is started once for all of them: `npx vitest run --config vitest.kafka.config.ts`. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['**/*.kafka.test.ts'],
    exclude: ['**/node_modules/**', '**/.next/**'],
    globalSetup: ['packages/storage/real-kafka/global-setup.ts'],
  },
})
