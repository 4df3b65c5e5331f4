// electron.builder.yml, built on the Electron that is here to be tested: only what the fallback runtime needs differs.
'use strict'
const { readFileSync, rmSync } = require('node:fs')
const { join } = require('node:path')
const { parse } = require('yaml')

/** What stands in for better-sqlite3; see sqlite.cjs. */
const TEST_MODULES = ['libsql', '@libsql', '@neon-rs', 'detect-libc']

function onFallback(shipped, runtime) {
  const electronFuses = { ...shipped.electronFuses }
  // Electron 25 does not have this fuse yet.
  delete electronFuses.grantFileProtocolExtraPrivileges
  return {
    electronDist: runtime.folder,
    electronVersion: runtime.version,
    electronFuses,
    extraMetadata: { main: 'tools/electron-test/main.cjs' },
    files: [...shipped.files, 'tools/electron-test/*.cjs'],
    extraResources: [...shipped.extraResources, ...TEST_MODULES.map((name) => ({ from: `node_modules/${name}`, to: `test-modules/node_modules/${name}` }))],
    // A given runtime is copied as it is, with its default app.
    afterPack: ({ appOutDir }) => rmSync(join(appOutDir, 'resources/default_app.asar')),
  }
}

module.exports = async () => {
  const { electronRuntime } = await import('../electron-runtime.mjs')
  const shipped = parse(readFileSync('electron.builder.yml', 'utf8'))
  const runtime = await electronRuntime()
  return {
    ...shipped,
    ...(runtime.shipped ? {} : onFallback(shipped, runtime)),
    directories: { ...shipped.directories, output: 'dist-test' },
    publish: null,
  }
}
