import { defineConfig } from 'vitest/config'

/** Pages in a real Chromium, against everything running; `.ci/run` installs Debian's. */
export default defineConfig({
  test: { pool: 'forks', maxWorkers: 1, testTimeout: 90_000, hookTimeout: 180_000, include: ['test/**/*.browser.test.ts'] },
})
