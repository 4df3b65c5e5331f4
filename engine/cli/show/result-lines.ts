import type { Content } from '../../contract/content'
import type { Json } from '../../contract/json'
import type { CancelReceipt } from '../../contract/run'
import type { Usage } from '../../contract/model'
import { visible } from './visible'
import { duration, plural } from './words'

/** What a run gave out, one line an output: `report  /home/ada/report.md`. */
export function outputLines(output: Content): readonly string[] {
  switch (output.kind) {
    case 'none':
      return []
    case 'json':
      return isObject(output.value) ? namedLines(Object.entries(output.value)) : [valueText(output.value)]
    case 'artifact':
      return [visible(output.preview), `(the beginning of ${output.bytes} bytes, kept as artifact ${output.sha256})`]
    case 'items':
      return [plural(output.count, 'item')]
  }
}

function namedLines(outputs: readonly (readonly [string, Json])[]): readonly string[] {
  const shown = outputs.map(([name, value]) => ({ name: visible(name), value }))
  const width = shown.reduce((most, { name }) => Math.max(most, name.length), 0)
  return shown.map(({ name, value }) => `${name.padEnd(width)}  ${valueText(value)}`)
}

/** Text as it is, anything else as JSON. */
const valueText = (value: Json): string => visible(typeof value === 'string' ? value : JSON.stringify(value))

const isObject = (value: Json): value is Readonly<Record<string, Json>> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `Models used 1,204 tokens in and 310 out, $0.0042.`; null when none was called. */
export function usageLine(usage: Usage | null): string | null {
  if (usage === null) return null
  const about = usage.estimated ? 'about ' : ''
  const cost = usage.usd === null ? '; no price is known' : `, $${usage.usd.toFixed(usage.usd < 1 ? 4 : 2)}`
  return `Models used ${about}${number.format(usage.inputTokens)} tokens in and ${number.format(usage.outputTokens)} out${cost}.`
}

const number = new Intl.NumberFormat('en-GB')

/** `SBX-12 stopped in 0.4 s: 3 steps stopped, 2 had finished before.`, and what models had used by then. */
export function receiptLine({ run, stoppedInMs, stepsStopped, stepsAlreadyDone, usage }: CancelReceipt): string {
  const used = usageLine(usage)
  const counts = `${plural(stepsStopped, 'step')} stopped, ${stepsAlreadyDone === 0 ? 'none' : stepsAlreadyDone} had finished before.${used === null ? '' : ` ${used}`}`
  return stoppedInMs === null ? `${run.externalId} is still stopping: ${counts}` : `${run.externalId} stopped in ${duration(stoppedInMs)}: ${counts}`
}
