import { describe, expect, test } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus'
import { LineFeed } from '../connectors/process/line-feed'
import { createMasker } from '../connectors/secrets/masker'
import { MAX_LOG_LINE } from '../contract/log'
import { LogWriter } from '../runtime/log-writer'
import { openStores } from '../testing/open-stores'
import { systemClock } from './system'

const source = { runId: 'run', stepRunId: 'step-run', stepId: 'step', itemIndex: null, attempt: 1 }
const secret = 'planted-canary-41f7-wölfe'

/** What stands in the database after a step has logged this, from a program's output and by itself. */
async function logged(write: (to: { feed: LineFeed; logs: LogWriter }) => void, secrets = [secret]): Promise<readonly string[]> {
  const { read, unitOfWork } = await openStores()
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const masker = createMasker(secrets)
  const logs = new LogWriter({ unitOfWork, bus: new InProcessBus(() => undefined), clock: systemClock, logger, masker: () => masker })
  const feed = new LineFeed((line) => logs.add(source, 'info', line))
  write({ feed, logs })
  feed.end()
  await logs.flush()
  return (await read.log('run', { afterSeq: 0, limit: 1000 })).map(({ text }) => text)
}

describe('secrets in the log', () => {
  test('are masked, in a line of their own, among words, and over several lines', async () => {
    const lines = ['first line of key', 'short', 'last line of key']
    const shown = await logged(
      ({ feed, logs }) => {
        feed.write(Buffer.from(`${secret}\nkey=${Buffer.from(secret).toString('base64')}!\nplain\n`))
        logs.add(source, 'error', `before\n${lines.join('\n')}\nafter`)
      },
      [secret, lines.join('\n')],
    )
    expect(shown).toEqual(['•••', 'key=•••!', 'plain', 'before', '•••', 'after'])
  })

  test('leave no part behind, wherever a long line is cut', async () => {
    // So many places that the cut goes through every character, and every byte of one.
    const offsets = Array.from({ length: Buffer.byteLength(secret) + 2 }, (_, offset) => offset)
    const shown = await logged(({ feed }) => {
      for (const offset of offsets) feed.write(Buffer.from(`${'.'.repeat(MAX_LOG_LINE - offset)}${secret}${'.'.repeat(100)}\n`))
    })
    expect(shown).toHaveLength(offsets.length)
    expect(shown.map((line) => /^\.+(•••\.*)?( … \(cut, \d+ bytes in all\))$/.test(line))).toEqual(offsets.map(() => true))
  })

  test('leave no part behind in a line that the step itself made too long', async () => {
    const [shown = ''] = await logged(({ logs }) => logs.add(source, 'info', `${'.'.repeat(MAX_LOG_LINE - 5)}${secret}${'.'.repeat(100)}`))
    expect([/^\.+•••\.* … \(/.test(shown), shown.includes('plant')]).toEqual([true, false])
  })

  test('cost nothing where there are none: cut lines stay as they are', async () => {
    const [shown = ''] = await logged(({ feed }) => feed.write(Buffer.from(`${'p'.repeat(MAX_LOG_LINE + 10)}\n`)), [])
    expect(shown === `${'p'.repeat(MAX_LOG_LINE)} … (cut, ${MAX_LOG_LINE + 10} bytes in all)`).toBe(true)
  })
})
