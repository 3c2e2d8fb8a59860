// @ts-check
// npm start: installs, builds and starts everything.
import { build } from './build.mjs'
import { runFile } from './child.mjs'
import { ensureInstalled } from './installed.mjs'

const args = process.argv.slice(2)
ensureInstalled()
if (!args.includes('--help')) build()
runFile('apps/standalone/main.ts', args)
