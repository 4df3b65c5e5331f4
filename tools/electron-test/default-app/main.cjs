// Does what Electron's own default app does for `electron [-r module] folder`: the fallback runtime ships none.
'use strict'
const { app } = require('electron')
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')

process.defaultApp = true

/** Options before the folder; everything after it belongs to the app. */
function readArguments(args) {
  const modules = []
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '-r' || args[i] === '--require') modules.push(path.resolve(args[++i]))
    else if (!args[i].startsWith('-')) return { modules, folder: path.resolve(args[i]) }
  }
  return { modules, folder: null }
}

const { modules, folder } = readArguments(process.argv.slice(1))
if (folder === null) {
  console.error('usage: electron [-r module] folder')
  app.exit(1)
} else {
  for (const module of modules) Module._load(module, null, true)
  const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
  app.setVersion(about.version)
  app.setName(about.productName)
  app.setDesktopName(about.desktopName)
  app.setPath('userData', path.join(app.getPath('appData'), app.getName()))
  app.setAppPath(folder)
  Module._load(path.join(folder, about.main), null, true)
}
