import { Document, isMap, isSeq, type Node, Scalar, visit, YAMLMap } from 'yaml'
import type { JsonObject } from '../../contract/json'
import { OPEN } from '../pipelines/template'
import { formatDuration } from '../shared/duration'
import type { PipelineParts, StepPart } from './pipeline-parts'

/** What must be escaped to be read again as it was. */
const ODD_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Cs}/u

/** The parts as a pipeline file that people like to read. `heading`: the lines of its first comment. */
export function writePipeline(parts: PipelineParts, heading: readonly string[]): string {
  const document = new Document(null, { schema: 'core', version: '1.2', aliasDuplicateObjects: false })
  const root = new YAMLMap()
  for (const [key, value] of Object.entries(fileOf(parts))) {
    const name = new Scalar(key)
    name.spaceBefore = SECTIONS.has(key)
    root.add({ key: name, value: document.createNode(value, { aliasDuplicateObjects: false }) })
  }
  layOutSteps(root.get('steps'), parts.steps)
  layOutSteps(root.get('on_failure'), parts.onFailure ?? [])
  visit(root, { Scalar: (key, node) => (key === 'key' ? undefined : quote(node)) })
  document.contents = root
  document.commentBefore = commentOf(heading)
  return document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

const SECTIONS = new Set(['inputs', 'steps', 'on_failure', 'outputs'])

function fileOf({ name, description, version, inputs, steps, onFailure = [], outputs }: PipelineParts): object {
  return {
    name,
    ...(description !== null && { description }),
    ...(version !== null && { version }),
    ...(inputs.size > 0 && { inputs: Object.fromEntries(inputs) }),
    steps: steps.map(stepOf),
    ...(onFailure.length > 0 && { on_failure: onFailure.map(stepOf) }),
    ...(outputs.size > 0 && { outputs: Object.fromEntries(outputs) }),
  }
}

function stepOf({ id, name = null, uses, needs = [], map, queue = null, timeoutMs = null, retry = null, with: config }: StepPart): JsonObject {
  return {
    id,
    ...(name !== null && name !== id && { name }),
    uses,
    ...(needs.length > 0 && { needs: needs.map((need) => (typeof need === 'string' ? need : { step: need.step, on: [...need.on] })) }),
    ...(map !== undefined && { map: { ...map } }),
    ...(queue !== null && { queue }),
    ...(timeoutMs !== null && { timeout: formatDuration(timeoutMs) }),
    ...(retry !== null && {
      retry: {
        ...(retry.attempts !== undefined && { attempts: retry.attempts }),
        ...(retry.delayMs !== undefined && { delay: formatDuration(retry.delayMs) }),
      },
    }),
    with: config,
  }
}

/** A blank line between steps, their comments above them, and short lists on one line. */
function layOutSteps(steps: unknown, parts: readonly StepPart[]): void {
  const maps = isSeq<Node>(steps) ? steps.items.filter((step) => isMap(step)) : []
  for (const [index, step] of maps.entries()) {
    if (index > 0) step.spaceBefore = true
    const comment = commentOf(parts[index]?.comments ?? [])
    if (comment !== null) step.commentBefore = comment
    for (const key of ['needs', 'map', 'retry']) {
      const value = step.get(key)
      if (isMap(value) || isSeq(value)) value.flow = true
    }
  }
}

const commentOf = (lines: readonly string[]): string | null => (lines.length === 0 ? null : lines.map((line) => ` ${line}`).join('\n'))

function quote(node: Scalar): void {
  if (typeof node.value !== 'string') return
  const { value } = node
  if (ODD_CHARACTER.test(value)) node.type = Scalar.QUOTE_DOUBLE
  else if (value.includes(OPEN) && !value.includes('\n')) node.type = Scalar.QUOTE_DOUBLE
  // Blocks cannot begin with blanks or end in blank lines without a sign of it, which nobody reads.
  else if (value.includes('\n')) node.type = /^\s|[ \t]\n|\n\n$/.test(value) ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL
}
