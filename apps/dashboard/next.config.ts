import { resolve } from 'node:path'
import type { NextConfig } from 'next'

// Groundswell reports to nobody; Next reads this once, after this file has run.
process.env['NEXT_TELEMETRY_DISABLED'] = '1'

const config: NextConfig = {
  transpilePackages: ['@groundswell/shared'],
  // Types are checked by `tsc -p .`, which also covers the server; the build only has to be quick.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: resolve(import.meta.dirname, '../..') },
  poweredByHeader: false,
  // The server in front decides about compression; frames of the socket never pass through here.
  compress: true,
  reactStrictMode: true,
  devIndicators: false,
}

export default config
