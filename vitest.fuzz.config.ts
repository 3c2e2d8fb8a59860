import { defineConfig } from 'vitest/config'

// biome-ignore lint/suspicious/noUndeclaredEnvVars: no task of turbo runs this
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31)

/**
 * The two normalisers on random texts; needs python3 >= 3.11, and nothing installed into it:
 * `npx vitest run --config vitest.fuzz.config.ts`, with FUZZ_SEED to repeat a run.
 */
export default defineConfig({
  test: { pool: 'forks', maxWorkers: 1, testTimeout: 120_000, include: ['test/**/*.fuzz.test.ts'], provide: { seed: SEED } },
})
