import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { FolderArtifacts } from '../../../connectors/artifacts/folder-artifacts'
import { LocalRunFolders } from '../../../connectors/run-folders/local-run-folders'
import { DEFAULT_SETTINGS } from '../../../contract/settings'
import { systemClock } from '../../../host/system'
import { Retention } from '../../../runtime/retention'
import { eventually } from '../../engine-harness'
import { openStores } from '../../open-stores'
import { first, startRun, type Drive } from '../world'

const HOUR = 3_600_000

/** Lessons about what waits, and about what is kept. */
export const WAITING_AND_KEEPING: Readonly<Record<string, Drive>> = {
  'Waiting for a time': async ([example], { engine, killable, folder }) => {
    const dataFolder = folder()
    const killed = await killable(dataFolder)
    const short = await startRun(killed.client, first([example]), { time: '300ms' })
    const long = await startRun(killed.client, first([example]))
    const isWaiting = async (run: string) => (await killed.client.runs.get({ run })).steps[0]?.waiting?.reason === 'timer'
    await eventually(async () => (await isWaiting(short)) && (await isWaiting(long)))
    const until = (await killed.client.runs.get({ run: short })).steps[0]?.waiting?.until ?? 0
    await killed.kill()
    await eventually(() => Date.now() > until)
    const { engine: { client }, ended } = await engine(dataFolder)
    const run = await ended(short)
    const { why } = await client.runs.why({ run: long })
    await client.runs.cancel({ runId: long })
    return [{
      cases: { 'Killed while it waits, and started again once the time has passed': run },
      shown: { 'Another, in the middle of its ten minutes, says why': { reason: why?.reason ?? '', message: why?.message ?? '' } },
    }]
  },

  'Questions to people': async ([example], { engine }) => {
    const { engine: { client }, ended } = await engine()
    const ask = async () => {
      const runId = await startRun(client, first([example]))
      await eventually(async () => (await client.approvals.list({ filter: { runId } })).total === 1)
      return { runId, approvalId: first((await client.approvals.list({ filter: { runId } })).items).id }
    }
    const [one, other] = [await ask(), await ask()]
    await client.approvals.answer({ approvalId: one.approvalId, approve: true, value: 'Summer news' })
    await client.approvals.answer({ approvalId: other.approvalId, approve: false })
    const again = await client.approvals.answer({ approvalId: other.approvalId, approve: true }).catch((thrown: { code: string }) => thrown.code)
    return [{ cases: { 'Approved as *Summer news*': await ended(one.runId), 'Answered with no': await ended(other.runId) }, refused: { 'Answered again': String(again) } }]
  },

  'The step cache': async ([example], { engine, models }) => {
    const { engine: { client }, ended } = await engine()
    const before = models.requests.length
    await ended(await startRun(client, first([example])))
    const second = await ended(await startRun(client, first([example])))
    await ended(await startRun(client, first([example]), { about: 'tides' }))
    await ended((await client.runs.start({ pipeline: second.pipelineName, noCache: true })).runId)
    const { lines } = await client.runs.log({ runId: second.id })
    return [{
      cases: { 'The second time': second },
      shown: { 'Its log': lines.map(({ text }) => text), 'How often the model was asked, in two runs about ships, one about tides and one without the cache': models.requests.length - before },
    }]
  },

  'Large outputs': async ([example], { engine }) => {
    const { engine: { client }, run: play } = await engine()
    const run = await play(first([example]).text)
    const { output } = await client.runs.step({ stepRunId: first(run.steps).id })
    if (output.kind !== 'artifact') throw new Error(`the output is kept as ${output.kind}`)
    const { kind, bytes, preview } = output
    return [{ run, shown: { 'What the run has of the first output': { kind, bytes, begins: preview.slice(0, 10) } } }]
  },

  'How long runs are kept': async ([example], { engine, folder }) => {
    const dataFolder = folder()
    const before = await engine(dataFolder)
    const { client } = before.engine
    const runs = []
    for (const day of [1, 2, 3]) runs.push(await before.ended(await startRun(client, first([example]), { day })))
    const history = { days: null, runsPerPipeline: 2 }
    await client.settings.save({ ...DEFAULT_SETTINGS, history })
    await before.stop()
    const contents = [await countContents(dataFolder)]
    const { engine: { client: after }, stop } = await engine(dataFolder)
    await eventually(async () => (await after.runs.list({})).total === 2)
    const left = (await after.runs.list({})).items.map(({ externalId }) => externalId)
    await stop()
    await collectLater(dataFolder, () => countContents(dataFolder), 2 * HOUR)
    contents.push(await countContents(dataFolder))
    return [{ run: first(runs), shown: { 'When two runs of each pipeline are kept, of three there are left': left, 'Large contents in the data folder before that, and two hours later': contents } }]
  },

  Imports: async ([example], { engine }) => {
    const { client } = (await engine()).engine
    const { source, text } = first([example])
    const preview = await client.pipelines.previewImport({ text: source })
    expect(preview.text).toBe(text)
    return [{ shown: { 'The report': preview.report.map(({ message }) => message) } }]
  },
}

async function countContents(dataFolder: string): Promise<number> {
  const folder = join(dataFolder, 'artifacts')
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  return names.filter((each) => each.isFile() && each.parentPath !== folder).length
}

/** What the engine does by itself, once so much time has passed. */
async function collectLater(folder: string, contents: () => Promise<number>, passed: number): Promise<void> {
  const stores = await openStores(folder)
  const before = await contents()
  const retention = new Retention({
    ...stores,
    settings: { get: async () => DEFAULT_SETTINGS },
    artifacts: new FolderArtifacts(join(folder, 'artifacts')),
    folders: new LocalRunFolders(folder, async () => []),
    clock: { now: () => Date.now() + passed, callAt: systemClock.callAt },
    logger: { info() {}, warn() {}, error: (message, facts) => expect.fail(`${message} ${JSON.stringify(facts)}`) },
  })
  retention.start()
  await eventually(async () => (await contents()) < before)
  await retention.stop()
  await stores.close()
}
