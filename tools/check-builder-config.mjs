// Has electron-builder read electron.builder.yml as it would before packaging, for every platform at once: a misspelt key
// fails here rather than on the machine that makes that platform's installer.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config.js')
const { DebugLogger } = require('builder-util')

const config = await getConfig(process.cwd(), 'electron.builder.yml', null)
await validateConfiguration(config, new DebugLogger(false))
console.log('electron.builder.yml is valid')
