import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { MARKER } from '../../connectors/process/process-table'
import { type Behaviour, succeed } from '../engine-harness'
import { SECRET } from './world'

const clinging: (() => void)[] = []

/** Ends what `holds_on` left behind. */
export function letGo(): void {
  for (const end of clinging.splice(0)) end()
}

/** Kinds as they must not be, by what they do: the suite must find fault with each. */
export const CARELESS: Readonly<Record<string, Behaviour>> = {
  breaks: () => {
    throw new TypeError('a bug')
  },
  goes_on: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  holds_on: async ({ url }, { idempotencyKey }) => {
    const request = get(String(url)).on('error', () => undefined)
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { env: { [MARKER]: `${idempotencyKey}/` }, stdio: 'ignore' })
    clinging.push(
      () => void request.destroy(),
      () => void child.kill('SIGKILL'),
    )
    await once(request, 'finish')
    return succeed()
  },
  // So little of it that the masker takes it for something else.
  tells: () => succeed(SECRET.slice(0, 20)),
}
