// pg-boss: jobs in bulk and in batches of 100, woken by LISTEN/NOTIFY; a step sends the next one. It has no joins.
import { PgBoss } from 'pg-boss'

const QUEUE = 'steps'
const BATCH = 100

export async function open({ postgresUrl, onStep, whenCalled }) {
  const boss = new PgBoss({ connectionString: postgresUrl, max: 20, useListenNotify: true, supervise: false, schedule: false })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue(QUEUE, { notify: true })
  await boss.work(QUEUE, { batchSize: BATCH, pollingIntervalSeconds: 0.5, localConcurrency: 4 }, async (jobs) => {
    const next = []
    for (const { data } of jobs) {
      onStep(data.run)
      if (data.left > 0) next.push({ data: { run: data.run, left: data.left - 1, value: data.value + 1 } })
    }
    if (next.length > 0) await boss.insert(QUEUE, next)
  })
  let runs = 0
  return {
    async chain(count, length) {
      const done = whenCalled(count * length)
      for (let from = 0; from < count; from += 1000) {
        await boss.insert(QUEUE, Array.from({ length: Math.min(1000, count - from) }, () => ({ data: { run: runs++, left: length - 1, value: 0 } })))
      }
      await done
    },
    close: () => boss.stop({ graceful: false, wait: false }),
  }
}
