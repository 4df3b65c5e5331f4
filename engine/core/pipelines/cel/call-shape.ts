import type { CelNode } from './parse-cel'

export interface CallShape {
  readonly name: string
  readonly args: readonly CelNode[]
}

/** `f(a, b)` and `a.f(b)` are the same call. */
export function callShape(node: Extract<CelNode, { op: 'call' | 'rcall' }>): CallShape {
  if (node.op === 'call') return { name: node.args[0], args: node.args[1] }
  return { name: node.args[0], args: [node.args[1], ...node.args[2]] }
}
