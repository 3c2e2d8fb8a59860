// @ts-check
// node scripts/run.mjs FILE.ts [ARG ...]: installs what is missing, then runs the file on Node 24.
import { runFile } from './child.mjs'
import { ensureInstalled } from './installed.mjs'

const [file = '', ...args] = process.argv.slice(2)
ensureInstalled()
runFile(file, args)
