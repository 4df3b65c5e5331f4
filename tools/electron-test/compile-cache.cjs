// What Node 24 calls module.enableCompileCache(), for the fallback runtime: its fifty starts would each compile the same programs.
'use strict'
const { createHash } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const vm = require('node:vm')

const FOLDER = path.join(__dirname, '../../node_modules/.cache/electron-test-compiled')
/** Shorter programs (characters) are compiled as soon as read. */
const SHORT = 20_000
/** What is kept holds the functions that ran until then (ms), too. */
const KEPT_AFTER = 1500

const read = (file) => {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Other processes may read it, or write it at the same time. */
function keep(file, data) {
  mkdirSync(FOLDER, { recursive: true })
  const own = `${file}.${process.pid}`
  writeFileSync(own, data)
  renameSync(own, file)
}

const compile = Module.prototype._compile
Module.prototype._compile = function (content, filename) {
  if (content.length < SHORT) return compile.call(this, content, filename)
  const file = path.join(FOLDER, createHash('sha256').update(content).digest('hex'))
  const cachedData = read(file)
  const script = new vm.Script(Module.wrap(content), { filename, cachedData })
  if (cachedData === undefined || script.cachedDataRejected) setTimeout(() => keep(file, script.createCachedData()), KEPT_AFTER).unref()
  return script.runInThisContext().call(this.exports, this.exports, Module.createRequire(filename), this, filename, path.dirname(filename))
}
