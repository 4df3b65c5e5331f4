// Loaded before main (`electron -r`) on the fallback runtime, so that what is tested there are the very files that are shipped.
'use strict'
require('./polyfills.cjs')
const path = require('node:path')
const { app, session, utilityProcess } = require('electron')

const ENGINE = path.join(__dirname, 'engine.cjs')

// A utility process takes neither `-r` nor NODE_OPTIONS there: it starts with a program that loads the polyfills and
// then the one meant. The SQLite beneath is older than the one shipped, and the engine is told to accept it.
const fork = utilityProcess.fork
utilityProcess.fork = (program, args, options) => {
  const child = fork(ENGINE, [program, ...(args ?? [])], options)
  const postMessage = child.postMessage.bind(child)
  child.postMessage = (message, ports) =>
    postMessage(message.config !== undefined ? { ...message, config: { ...message.config, minimumSqlite: '3.45.0' } } : message, ports)
  return child
}

void app.whenReady().then(() => session.defaultSession.setPreloads([path.join(__dirname, 'page.cjs')]))
