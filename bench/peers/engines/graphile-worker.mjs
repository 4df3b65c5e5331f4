// graphile-worker: jobs in bulk, its local queue and batched completion on as its page on performance says; a step adds the next one. It has no joins.
import { run as runWorker, makeWorkerUtils, Logger } from 'graphile-worker'

export async function open({ postgresUrl, onStep, whenCalled }) {
  const utils = await makeWorkerUtils({ connectionString: postgresUrl, logger: QUIET })
  await utils.migrate()
  const runner = await runWorker({
    connectionString: postgresUrl,
    logger: QUIET,
    noHandleSignals: true,
    preset: { worker: { concurrentJobs: 100, maxPoolSize: 20, localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
    taskList: {
      step: async ({ run, left, value }, helpers) => {
        onStep(run)
        if (left > 0) await helpers.addJob('step', { run, left: left - 1, value: value + 1 })
      },
    },
  })
  let runs = 0
  return {
    async chain(count, length) {
      const done = whenCalled(count * length)
      for (let from = 0; from < count; from += 1000) {
        await utils.addJobs(Array.from({ length: Math.min(1000, count - from) }, () => ({ identifier: 'step', payload: { run: runs++, left: length - 1, value: 0 } })))
      }
      await done
    },
    close: async () => {
      await runner.stop()
      await utils.release()
    },
  }
}

const QUIET = new Logger(() => () => undefined)
