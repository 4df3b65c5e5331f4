/**
 * Entry of a script thread: evaluates JavaScript in QuickJS, an interpreter of its own without any way to the machine.
 * It is also run as it stands, by Node's type stripping, so it imports packages and types only.
 */
import { parentPort } from 'node:worker_threads'
import quickjsModule from '@jitl/quickjs-singlefile-cjs-release-sync'
import type { QuickJSContext, QuickJSHandle, QuickJSSyncVariant, QuickJSWASMModule } from 'quickjs-emscripten-core'
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import type { ScriptNote, ScriptRequest, ScriptResult } from './script-messages'

const STACK_BYTES = 256 * 1024
const PAGE_BYTES = 64 * 1024
/** What the interpreter's build starts with. */
const INITIAL_PAGES = 256
/** Memory grows in steps: the last one may not fit any more. */
const NEARLY = 0.8

const isVariant = (value: unknown): value is QuickJSSyncVariant => typeof value === 'object' && value !== null && 'importFFI' in value

/** A CommonJS package's default export: Node and bundlers disagree on how deep it lies. */
function unwrap(value: unknown): QuickJSSyncVariant {
  if (isVariant(value)) return value
  if (typeof value === 'object' && value !== null && 'default' in value) return unwrap(value.default)
  throw new TypeError('the QuickJS package has no variant in it')
}

const quickjsVariant = unwrap(quickjsModule)

/** Defines `console` on top of the one function lent to the script, then gives back how to run the body. */
const PRELUDE = `(function (note) {
  const show = (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Error) return String(value)
    try { return JSON.stringify(value) ?? String(value) } catch { return String(value) }
  }
  const at = (level) => (...values) => note(level, values.map(show).join(' '))
  globalThis.console = Object.freeze({ debug: at('debug'), log: at('info'), info: at('info'), warn: at('warn'), error: at('error') })
  const { parse, stringify } = JSON
  return (body, input) => stringify(body(parse(input))) ?? 'null'
})`

class Limits {
  readonly #until: number
  interrupted = false

  constructor(timeoutMs: number) {
    this.#until = Date.now() + timeoutMs
  }

  readonly check = (): boolean => {
    if (Date.now() > this.#until) this.interrupted = true
    return this.interrupted
  }
}

/** What a script says with `console`, up to the limits: more would wait in memory until the engine has taken it. */
class ScriptLog {
  readonly #limits: ScriptRequest
  #lines = 0
  #characters = 0
  #leftOut = 0

  constructor(limits: ScriptRequest) {
    this.#limits = limits
  }

  lend(vm: QuickJSContext): QuickJSHandle {
    return vm.newFunction('note', (level, text) => {
      if (this.#isFull()) this.#leftOut++
      else this.#add(levelOf(vm.getString(level)), vm.getString(text))
    })
  }

  end(): void {
    if (this.#leftOut > 0) post('warn', `The script called console ${this.#leftOut} more times than the log takes; that is left out.`)
  }

  #isFull(): boolean {
    return this.#lines >= this.#limits.maxLogLines || this.#characters >= this.#limits.maxLog
  }

  #add(level: ScriptNote['level'], whole: string): void {
    const text = whole.slice(0, this.#limits.maxText)
    this.#lines += text.split('\n').length
    this.#characters += Math.min(text.length, this.#limits.maxShown)
    post(level, text, whole.length)
  }
}

const levelOf = (name: string): ScriptNote['level'] => (name === 'debug' || name === 'warn' || name === 'error' ? name : 'info')

function post(level: ScriptNote['level'], text: string, length = text.length): void {
  parentPort?.postMessage({ kind: 'note', note: { level, text, length } satisfies ScriptNote })
}

/** The interpreter's code, kept from the first script: the package has it as a text, and would read and compile it for each anew. */
let code: WebAssembly.Module | undefined

async function newInterpreter(wasmMemory: WebAssembly.Memory): Promise<QuickJSWASMModule> {
  if (code !== undefined) return newQuickJSWASMModuleFromVariant(newVariant(quickjsVariant, { wasmMemory, wasmModule: code }))
  const { instantiate } = WebAssembly
  WebAssembly.instantiate = new Proxy(instantiate, {
    apply: async (target, self, given) => {
      const made: unknown = await Reflect.apply(target, self, given)
      if (typeof made === 'object' && made !== null && 'module' in made && made.module instanceof WebAssembly.Module) code = made.module
      return made
    },
  })
  try {
    return await newQuickJSWASMModuleFromVariant(newVariant(quickjsVariant, { wasmMemory }))
  } finally {
    WebAssembly.instantiate = instantiate
  }
}

/**
 * A new interpreter for each script (1 to 4 ms), so that nothing of one is seen by the next. Its memory limit is that of
 * its WebAssembly memory: the interpreter's own limit hardly counts small allocations in this build.
 */
async function evaluate(request: ScriptRequest, log: ScriptLog): Promise<ScriptResult> {
  const maximum = Math.max(INITIAL_PAGES, Math.floor(request.memoryBytes / PAGE_BYTES))
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum })
  const quickjs = await newInterpreter(memory)
  const limits = new Limits(request.timeoutMs)
  const runtime = quickjs.newRuntime()
  runtime.setMaxStackSize(STACK_BYTES)
  runtime.setInterruptHandler(limits.check)
  const ended = call(runtime.newContext(), request, log)
  if (ended.kind !== 'threw') return ended
  if (limits.interrupted) return { kind: 'out_of_time' }
  const full = memory.buffer.byteLength >= maximum * PAGE_BYTES * NEARLY
  // With no memory left for an error object, the interpreter throws something that is none.
  if (ended.message.startsWith('InternalError: out of memory') || (ended.name === '' && full)) return { kind: 'out_of_memory' }
  return { kind: 'threw', message: ended.message.slice(0, request.maxText), line: ended.line }
}

type Called = Exclude<ScriptResult, { kind: 'threw' }> | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly line: number | null }

/** Handles are not given back one by one: the whole interpreter is dropped. */
function call(vm: QuickJSContext, request: ScriptRequest, log: ScriptLog): Called {
  const prelude = vm.evalCode(PRELUDE, 'prelude')
  if (prelude.error) return threw(vm, prelude.error, request)
  const runner = vm.callFunction(prelude.value, vm.undefined, log.lend(vm))
  if (runner.error) return threw(vm, runner.error, request)
  // The body starts on the wrapper's line, so that line numbers in errors are the script's own.
  const body = vm.evalCode(`(function (input) { 'use strict'; ${request.code}\n})`, 'script')
  if (body.error) return threw(vm, body.error, request)
  const result = vm.callFunction(runner.value, vm.undefined, body.value, vm.newString(request.input))
  if (result.error) return threw(vm, result.error, request)

  const length = vm.getNumber(vm.getProp(result.value, 'length'))
  return length > request.maxOutput ? { kind: 'too_large', length } : { kind: 'returned', json: vm.getString(result.value) }
}

function threw(vm: QuickJSContext, error: QuickJSHandle, request: ScriptRequest): Called {
  const name = textOf(vm, error, 'name')
  if (name === '') return { kind: 'threw', name, message: `it threw ${vm.getString(error)}`, line: null }
  const message = textOf(vm, error, 'message').slice(0, request.maxText)
  const place = /script:(\d+)/.exec(textOf(vm, error, 'stack').slice(0, 2000))
  return { kind: 'threw', name, message: `${name}: ${message}`, line: place === null ? null : Number(place[1]) }
}

function textOf(vm: QuickJSContext, handle: QuickJSHandle, property: string): string {
  if (vm.typeof(handle) !== 'object') return ''
  const value = vm.getProp(handle, property)
  return vm.typeof(value) === 'string' ? vm.getString(value) : ''
}

/** The interpreter itself gave in: an allocation it did not check traps, and the WebAssembly stack ends before its own limit. */
function brokeDown(error: unknown): ScriptResult {
  if (error instanceof WebAssembly.RuntimeError) return { kind: 'out_of_memory' }
  return { kind: 'threw', message: error instanceof RangeError ? 'it nests too deeply' : String(error), line: null }
}

async function answer(request: ScriptRequest): Promise<void> {
  const log = new ScriptLog(request)
  const value = await evaluate(request, log).catch(brokeDown)
  log.end()
  parentPort?.postMessage({ kind: 'done', value })
}

parentPort?.on('message', (request: ScriptRequest) => void answer(request))
parentPort?.postMessage({ kind: 'ready' })
