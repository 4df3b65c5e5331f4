// DBOS Transact: a run is a workflow, a step a `runStep` in it; a hundred workflows at once, as many as Signalbox's queue lets work.
import { DBOS } from '@dbos-inc/dbos-sdk'

const AT_ONCE = 100

export async function open({ postgresUrl, onStep, whenCalled }) {
  DBOS.setConfig({ name: 'peers', systemDatabaseUrl: postgresUrl, systemDatabasePoolSize: 20, logLevel: 'error' })
  const step = async (run, value) => {
    onStep(run)
    return value + 1
  }
  const chain = DBOS.registerWorkflow(
    async (run, length) => {
      let value = 0
      for (let index = 0; index < length; index++) value = await DBOS.runStep(() => step(run, value), { name: `s${index}` })
      return value
    },
    { name: 'chain' },
  )
  const fan = DBOS.registerWorkflow(
    async (run, width) => {
      const first = await DBOS.runStep(() => step(run, 0), { name: 'first' })
      await Promise.all(Array.from({ length: width }, (_, index) => DBOS.runStep(() => step(run, first), { name: `m${index}` })))
      return DBOS.runStep(() => step(run, first), { name: 'last' })
    },
    { name: 'fan' },
  )
  await DBOS.launch()
  let runs = 0
  const all = async (count, start) => {
    let left = count
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count) }, async () => {
        while (left-- > 0) await start(runs++)
      }),
    )
  }
  return {
    async chain(count, length) {
      const done = whenCalled(count * length)
      await all(count, (run) => chain(run, length))
      await done
    },
    async fan(count, width) {
      const done = whenCalled(count * (width + 2))
      await all(count, (run) => fan(run, width))
      await done
    },
    close: () => DBOS.shutdown(),
  }
}
