import { closest, didYouMean } from '../../shared/did-you-mean'
import { callShape } from './call-shape'
import { FUNCTIONS, REFUSED_FUNCTIONS } from './functions'
import { literalFault } from './literal'
import { MACROS, type MacroForm, macroNamed } from './macros'
import type { CelNode, ExpressionProblem } from './parse-cel'

/** A step or an input that an expression names, and where. */
export interface Reference {
  readonly name: string
  readonly offset: number
  readonly end: number
}

/** What can be told about an expression without evaluating it. */
export interface Inspection {
  readonly steps: readonly Reference[]
  readonly inputs: readonly Reference[]
  /** `inputs` stands somewhere without a name that is written out: any of them may be used. */
  readonly allInputs: boolean
  /** Where `item` and `index` are used; they exist in a mapped step only. */
  readonly itemNames: readonly Reference[]
  /** Where `run` and `pipeline` are used, with the field: `run.error`, or `run` when none is named. */
  readonly facts: readonly Reference[]
  /** Every secret that is named, wherever in the expression. */
  readonly secrets: readonly Reference[]
  /** The secret's name when the expression is `secrets.NAME` and nothing else: only then has it a value. */
  readonly secret: string | null
  /** The first thing that can never work. */
  readonly problem: ExpressionProblem | null
}

/** Names at the root of every expression, with their fields where these are fixed. */
const ROOTS: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['inputs', null],
  ['steps', null],
  ['item', null],
  ['index', null],
  ['run', ['id', 'externalId', 'folder', 'startedAt', 'error']],
  ['pipeline', ['name', 'version', 'folder']],
  ['secrets', null],
])

/** Longer lists help nobody inside a sentence. */
const MAX_LISTED = 10

const STEP_FIELDS = ['output', 'status', 'error', 'errors']

export function inspect(root: CelNode): Inspection {
  const found = new Inspector(secretOf(root))
  found.visit(root, [])
  return found
}

const secretOf = (node: CelNode): string | null =>
  node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'secrets' && typeof node.args[1] === 'string' ? node.args[1] : null

/** Recursion is safe: the grammar allows a thousand nodes. */
class Inspector implements Inspection {
  readonly steps: Reference[] = []
  readonly inputs: Reference[] = []
  allInputs = false
  readonly itemNames: Reference[] = []
  readonly facts: Reference[] = []
  readonly secrets: Reference[] = []
  problem: ExpressionProblem | null = null

  constructor(readonly secret: string | null) {}

  /** `locals` are the names that `list.map(x, …)` and its like bring in. */
  visit(node: CelNode, locals: readonly string[]): void {
    switch (node.op) {
      case 'value':
        return this.#literal(node)
      case 'id':
        return this.#root(node, locals)
      case '.':
      case '.?':
      case '[]':
      case '[?]':
        return this.#access(node, locals)
      case 'call':
      case 'rcall':
        return this.#call(node, locals)
      case 'list':
        return node.args.forEach((item) => this.visit(item, locals))
      case 'map':
        return node.args.forEach((entry) => entry.forEach((part) => this.visit(part, locals)))
      case '!_':
      case '-_':
        return this.visit(node.args, locals)
      default:
        return node.args.forEach((part: CelNode) => this.visit(part, locals))
    }
  }

  #literal(node: Extract<CelNode, { op: 'value' }>): void {
    const fault = literalFault(node)
    if (fault !== null) this.#complain(fault, node)
  }

  #root(node: Extract<CelNode, { op: 'id' }>, locals: readonly string[]): void {
    const name = node.args
    if (locals.includes(name)) return
    if (name === 'item' || name === 'index') this.itemNames.push({ name, offset: node.start, end: node.end })
    else if (name === 'secrets') this.#complain('`secrets` is followed by a name: `secrets.API_KEY`.', node)
    else if (name === 'steps') this.#complain('`steps` is followed by a step: `steps.fetch.output`.', node)
    else if (name === 'run' || name === 'pipeline') this.facts.push({ name, offset: node.start, end: node.end })
    else if (name === 'inputs') this.allInputs = true
    else this.#unknown('name', name, { offset: node.start, end: node.end }, [...ROOTS.keys(), ...locals])
  }

  #access(node: Access, locals: readonly string[]): void {
    const [of, key] = node.args
    const field = fieldOf(node)
    if (field !== null && of.op === 'id' && !locals.includes(of.args)) return this.#rootField(of, field)
    if (field !== null && isAccess(of)) this.#stepField(of, field, locals)
    this.visit(of, locals)
    if (typeof key !== 'string') this.visit(key, locals)
  }

  #rootField(root: Extract<CelNode, { op: 'id' }>, field: Reference): void {
    if (root.args === 'steps') return void this.steps.push(field)
    if (root.args === 'inputs') return void this.inputs.push(field)
    if (root.args === 'secrets') return void this.secrets.push(field)
    const fields = ROOTS.get(root.args) ?? null
    if (fields !== null) this.facts.push({ ...field, name: `${root.args}.${field.name}` })
    else this.#root(root, [])
    if (fields !== null && !fields.includes(field.name)) this.#unknown(`field of \`${root.args}\``, field.name, field, fields)
  }

  #stepField(step: Access, field: Reference, locals: readonly string[]): void {
    const [root] = step.args
    if (root.op !== 'id' || root.args !== 'steps' || locals.includes('steps')) return
    if (!STEP_FIELDS.includes(field.name)) this.#unknown('field of a step', field.name, field, STEP_FIELDS)
  }

  #call(node: Extract<CelNode, { op: 'call' | 'rcall' }>, locals: readonly string[]): void {
    const { name, args } = callShape(node)
    const called = macroNamed(name) ?? FUNCTIONS.get(name)
    if (called === undefined) return this.#unknownFunction(node, name)
    const form = 'form' in called ? called.form : null
    if (!fits(args, called.arity, form)) return this.#complain(`\`${name}\` is used as \`${called.signature}\`.`, node)
    const variable = form === 'each' && args[1]?.op === 'id' ? args[1].args : null
    if (variable === null) return args.forEach((arg) => this.visit(arg, locals))
    args.forEach((arg, index) => index !== 1 && this.visit(arg, index === 0 ? locals : [...locals, variable]))
  }

  #unknownFunction(node: Extract<CelNode, { op: 'call' | 'rcall' }>, name: string): void {
    const offset = node.op === 'call' ? node.start : node.input.indexOf(name, node.args[1].end)
    const where = { offset, end: offset + name.length }
    const instead = REFUSED_FUNCTIONS.get(name)
    if (instead === undefined) return this.#unknown('function', name, where, [...FUNCTIONS.keys(), ...MACROS.map((macro) => macro.name)])
    this.problem ??= { error: `\`${name}\` is not available, because some patterns would never end; use \`${instead}\`.`, ...where, replacement: instead }
  }

  #unknown(what: string, name: string, where: { readonly offset: number; readonly end: number }, known: readonly string[]): void {
    const replacement = closest(name, known)
    const listed = replacement === null && known.length <= MAX_LISTED ? ` Known are ${known.map((each) => `\`${each}\``).join(', ')}.` : ''
    this.problem ??= { error: `\`${name}\` is not a known ${what}.${didYouMean(replacement)}${listed}`, offset: where.offset, end: where.end, replacement }
  }

  #complain(error: string, node: CelNode): void {
    this.problem ??= { error, offset: node.start, end: node.end, replacement: null }
  }
}

function fits(args: readonly CelNode[], [least, most]: readonly [number, number], form: MacroForm | null): boolean {
  const [first, second] = args
  if (form === 'path' && first !== undefined && !isAccess(first)) return false
  if (form === 'each' && second !== undefined && second.op !== 'id') return false
  return args.length >= least && args.length <= most
}

type Access = Extract<CelNode, { op: '.' | '.?' | '[]' | '[?]' }>

const isAccess = (node: CelNode): node is Access => node.op === '.' || node.op === '.?' || node.op === '[]' || node.op === '[?]'

/** The key where it is written out: `.name` or `["name"]`. */
function fieldOf(node: Access): Reference | null {
  const key = node.args[1]
  if (typeof key === 'string') return { name: key, offset: node.pos, end: node.end }
  if (key.op !== 'value' || typeof key.args !== 'string') return null
  return { name: key.args, offset: key.start, end: key.end }
}
