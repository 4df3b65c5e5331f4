import type { PipelineDetail } from '../../engine/contract/pipeline'
import type { PipelineChange, VersionComparison } from '../../engine/contract/version-comparison'

const statistics = /  - id: statistics\n(?: {4}.*\n)+/

/** As the digest was before its newest version. */
const before = (text: string): string =>
  text
    .replace('map: { over: "steps.parse.output", max_parallel: 4 }', 'map: { over: "steps.parse.output", max_parallel: 2 }')
    .replace('[summarise, --language, "${{ inputs.language }}", --text,', '[summarise, --text,')
    .replace('  language: { type: string, default: English, options: [English, German, French] }\n', '')
    .replace(statistics, '')
    .replace('needs: [check, statistics]', 'needs: [check, tidy]')
    .replace('  - id: report\n', '  - id: tidy\n    uses: shell\n    needs: [summarise]\n    with: { command: [rm, -r, drafts] }\n  - id: report\n')

const lineOf = (text: string, stepId: string): number | null => {
  const line = text.split('\n').indexOf(`  - id: ${stepId}`)
  return line === -1 ? null : line + 1
}

/** The digest's newest version differs from all before it; everything else never changed but for a comment. */
export function compareSamples({ text, version, versions }: PipelineDetail, from: number, to: number): VersionComparison {
  const textOf = (number: number) => (number === version ? text : text.includes('id: statistics') ? before(text) : `# Version ${number}\n${text}`)
  const side = (number: number) => ({ number, createdAt: versions.find((each) => each.number === number)?.createdAt ?? 0, text: textOf(number) })
  const [older, newer] = [side(from), side(to)]
  if (older.text === newer.text || !text.includes('id: statistics')) return { from: older, to: newer, changes: [] }
  const step = (name: string, change: PipelineChange['change'], ...keys: readonly string[]): PipelineChange => ({
    part: 'step',
    name,
    change,
    keys: [...keys],
    fromLine: lineOf(older.text, name),
    toLine: lineOf(newer.text, name),
  })
  const changes: PipelineChange[] = [
    { part: 'input', name: 'language', change: 'added', keys: [], fromLine: null, toLine: null },
    step('statistics', 'added'),
    step('summarise', 'changed', 'map.max_parallel', 'with.command'),
    step('report', 'changed', 'needs'),
    step('tidy', 'removed'),
  ]
  return { from: older, to: newer, changes }
}
