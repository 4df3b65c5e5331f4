// BullMQ: jobs in bulk; a step adds the next one, as its users do; a fan is a flow. Redis keeps every command (appendfsync always).
import { FlowProducer, Queue, Worker } from 'bullmq'

export async function open({ redisPort, onStep, whenCalled }) {
  const connection = { host: '127.0.0.1', port: redisPort }
  const name = `steps-${process.pid}`
  const queue = new Queue(name, { connection })
  const flows = new FlowProducer({ connection })
  const work = async ({ data: { run, left, width, value } }) => {
    onStep(run)
    if (left > 0) await queue.add('step', { run, left: left - 1, value: value + 1 }, OPTIONS)
    if (width > 0) await flows.add({ name: 'last', queueName: name, data: { run, left: 0 }, opts: OPTIONS, children: Array.from({ length: width }, () => ({ name: 'middle', queueName: name, data: { run, left: 0 }, opts: OPTIONS })) })
    return value + 1
  }
  const worker = new Worker(name, work, { connection, concurrency: 100 })
  await worker.waitUntilReady()
  let runs = 0
  const submit = async (count, data) => {
    for (let from = 0; from < count; from += 1000) {
      await queue.addBulk(Array.from({ length: Math.min(1000, count - from) }, () => ({ name: 'step', data: { run: runs++, value: 0, ...data }, opts: OPTIONS })))
    }
  }
  return {
    async chain(count, length) {
      const done = whenCalled(count * length)
      await submit(count, { left: length - 1 })
      await done
    },
    async fan(count, width) {
      const done = whenCalled(count * (width + 2))
      await submit(count, { left: 0, width })
      await done
    },
    close: async () => {
      await worker.close(true)
      await flows.close()
      await queue.close()
    },
  }
}

const OPTIONS = { removeOnComplete: false, attempts: 3 }
