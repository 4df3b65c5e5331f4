import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml'
import { INPUT_TYPES, type GraphStep, type PipelineInput, type Problem, type Validation } from '../../engine/contract/pipeline'

/** Enough of a pipeline's reading to fill screens: the graph, the inputs, and a few kinds of problems. */
export function readPipeline(text: string): Validation & { readonly description: string } {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter })
  const problemAt = (range: readonly number[], code: string, message: string, replacement: string | null = null): Problem => {
    const from = counter.linePos(range[0] ?? 0)
    const to = counter.linePos(range[1] ?? 0)
    return { severity: 'error', code, message, line: from.line, column: from.col, endLine: to.line, endColumn: to.col, replacement }
  }
  const broken = document.errors.map((error) => problemAt(error.pos, 'yaml_syntax', error.message.split('\n')[0] ?? error.message))
  const root: unknown = document.contents
  if (broken.length > 0 || !isMap(root)) return { problems: broken, name: null, graph: null, inputs: [], description: '' }

  const listed = (key: string) => {
    const items = root.get(key)
    return (isSeq(items) ? items.items : []).filter((item) => isMap(item))
  }
  const onFailure = listed('on_failure')
  const maps = [...listed('steps'), ...onFailure]
  const steps = maps.map((map) => ({ ...stepOf(map, counter), onFailure: onFailure.includes(map) }))
  const ids = new Set(steps.map(({ id }) => id))
  const unknown = maps.flatMap((map) => {
    const needs = map.get('needs')
    return (isSeq(needs) ? needs.items : []).flatMap((need) => {
      if (!isScalar(need) || ids.has(String(need.value))) return []
      const near = [...ids].find((id) => id.slice(0, 3) === String(need.value).slice(0, 3)) ?? null
      return [
        problemAt(
          need.range ?? [0, 0],
          'unknown_step',
          `There is no step \`${String(need.value)}\`.${near === null ? '' : ` Did you mean \`${near}\`?`}`,
          near,
        ),
      ]
    })
  })
  const misspelt = maps.flatMap((map) =>
    map.items.flatMap(({ key }) =>
      isScalar(key) && key.value === 'neds'
        ? [problemAt(key.range ?? [0, 0], 'unknown_key', '`neds` is not a key of a step. Did you mean `needs`?', 'needs')]
        : [],
    ),
  )
  return {
    problems: [...unknown, ...misspelt],
    name: String(root.get('name') ?? ''),
    description: String(root.get('description') ?? ''),
    graph: { steps },
    inputs: inputsOf(root),
  }
}

function stepOf(map: YAMLMap, counter: LineCounter): GraphStep {
  const needs = map.get('needs')
  const id = String(map.get('id') ?? '')
  return {
    id,
    uses: String(map.get('uses') ?? ''),
    name: id,
    needs: (isSeq(needs) ? needs.items : []).map((need) => ({
      step: String(isScalar(need) ? need.value : isMap(need) ? need.get('step') : need),
      on: ['succeeded' as const, 'skipped' as const],
    })),
    mapped: map.has('map'),
    conditional: map.has('if'),
    onFailure: false,
    queue: String(map.get('queue') ?? 'default'),
    line: counter.linePos(map.range?.[0] ?? 0).line,
  }
}

function inputsOf(root: YAMLMap): PipelineInput[] {
  const inputs = root.get('inputs')
  if (!isMap(inputs)) return []
  return inputs.items.flatMap(({ key, value }) => {
    if (!isScalar(key) || !isMap(value)) return []
    const plain: Record<string, unknown> = value.toJSON()
    const type = INPUT_TYPES.find((candidate) => candidate === plain['type']) ?? 'string'
    const options = Array.isArray(plain['options']) ? plain['options'].map(String) : null
    const preset = plain['default']
    const known =
      typeof preset === 'string' || typeof preset === 'number' || typeof preset === 'boolean'
        ? preset
        : preset === undefined
          ? null
          : { columns: 2, cover: true }
    return [{ name: String(key.value), type, required: plain['required'] === true, description: String(plain['description'] ?? ''), default: known, options }]
  })
}
