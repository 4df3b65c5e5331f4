// What the fallback runtime (Electron 25: Node 18.15) lacks of newer Nodes, for the programs that are shipped. Its V8 (11.4)
// is newer than that of Node 20, the oldest Node that they run on: of the language, it lacks nothing but two symbols.
'use strict'
const Module = require('node:module')
const { fileURLToPath } = require('node:url')

// In an archive there is no room for it.
if (!__dirname.includes('.asar')) require('./compile-cache.cjs')

// better-sqlite3 needs a newer Node-API than Node 18 has; libsql offers the same interface on an older one.
const load = Module._load
Module._load = function (request, parent, isMain) {
  if (request === 'better-sqlite3') return require('./sqlite.cjs')
  return load.call(this, request, parent, isMain)
}

const missing = (name, make) => {
  if (globalThis[name] === undefined) globalThis[name] = make()
}
missing('crypto', () => require('node:crypto').webcrypto)
missing('File', () => require('node:buffer').File)
missing(
  'CustomEvent',
  () =>
    class CustomEvent extends Event {
      constructor(type, options = {}) {
        super(type, options)
        this.detail = options.detail ?? null
      }
    },
)
missing('navigator', () => ({ hardwareConcurrency: require('node:os').cpus().length, language: 'en-US', userAgent: `Node.js/${process.versions.node}` }))

for (const name of ['dispose', 'asyncDispose']) if (Symbol[name] === undefined) Object.defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) })

URL.canParse ??= (address, base) => {
  try {
    return Boolean(new URL(address, base))
  } catch {
    return false
  }
}

AbortSignal.any ??= (signals) => {
  const controller = new AbortController()
  for (const signal of signals) {
    if (signal.aborted) {
      controller.abort(signal.reason)
      break
    }
    signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true, signal: controller.signal })
  }
  return controller.signal
}

require('node:stream').getDefaultHighWaterMark ??= (objectMode) => (objectMode ? 16 : 16 * 1024)

require('node:events').addAbortListener ??= (signal, listener) => {
  if (signal.aborted) queueMicrotask(() => listener())
  else signal.addEventListener('abort', listener, { once: true })
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) }
}

// Threads start with a clean slate: they need this file too, before their own program.
const threads = require('node:worker_threads')
threads.Worker = class Worker extends threads.Worker {
  constructor(program, options = {}) {
    const file = program instanceof URL ? fileURLToPath(program) : program
    super(`require(${JSON.stringify(__filename)}); require(${JSON.stringify(file)})`, { ...options, eval: true })
  }
}
