import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { EngineError } from '../../core/shared/engine-error'
import { aNewAttempt } from '../../testing/builders'
import { seededBy } from '../../testing/random-runs/seed'
import { befall, damage, type Damage } from '../../testing/soundness/damage'
import { contentHash, type FolderImage, imageOf, layOut } from '../../testing/soundness/folder-image'
import { openDatabase, type OpenDatabase } from '../open-database'
import { checkFolder } from './check-folder'
import { checkAfterCrash, inspectFiles, lostLog } from './inspect-start'

/** A folder as it lies on the disk, and what its database held after each commit, the newest last. */
interface Stand {
  readonly image: FolderImage
  readonly wasCutOff: boolean
  readonly contents: readonly string[]
}

async function commit({ unitOfWork }: OpenDatabase, number: number): Promise<void> {
  await unitOfWork.run(async (tx) => {
    const runId = `run-${number}`
    await tx.runs.insert(
      { id: runId, pipelineId: 'p', pipelineName: 'kept', versionId: 'v', version: 1, startedBy: 'api', priority: 0, input: { text: 'x'.repeat(number * 97) }, inputHash: '', idempotencyKey: null, createdAt: number, stepsTotal: 1, onFailureTotal: 0, groupName: null, parent: null },
      `SBX-${await tx.runs.nextNumber()}`,
    )
    await tx.steps.insert({ id: `step-${number}`, runId, stepId: 'only', itemIndex: null, parentId: null, kind: 'probe', remainingNeeds: 0, item: undefined })
    await tx.attempts.insert(aNewAttempt(`step-${number}`, { runId }))
    await tx.events.append(runId, { seq: 1, at: number, type: 'run.cancel_requested' })
  })
}

/** One that was closed, and one whose process was killed: its last commits are only in the log. */
async function stands(): Promise<readonly Stand[]> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'))
  const file = join(folder, 'signalbox.db')
  try {
    const first = await openDatabase({ file })
    for (let number = 1; number <= 60; number++) await commit(first, number)
    await first.close()
    const closed: Stand = { image: signed(imageOf(folder)), wasCutOff: false, contents: [contentHash(file)] }
    const second = await openDatabase({ file })
    const contents = [...closed.contents]
    for (let number = 61; number <= 72; number++) {
      await commit(second, number)
      contents.push(contentHash(file))
    }
    const killed: Stand = { image: signed(imageOf(folder)), wasCutOff: true, contents }
    await second.close()
    return [closed, killed]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const signed = (image: FolderImage): FolderImage => new Map([...image, ['vault.key', Buffer.from('the sign of work')]])

type Outcome = { readonly kind: 'refused'; readonly error: unknown } | { readonly kind: 'opened'; readonly isDoubted: boolean; readonly findings: number; readonly content: string }

/** As an engine starts, and then checks on demand. */
async function start(folder: string, wasCutOff: boolean): Promise<Outcome> {
  const file = join(folder, 'signalbox.db')
  let database: OpenDatabase | null = null
  try {
    inspectFiles(file)
    const doubt = wasCutOff ? lostLog(file, () => 'now') : null
    if (wasCutOff) checkAfterCrash(file)
    database = await openDatabase({ file })
    const { findings } = await checkFolder(folder, () => undefined)
    return { kind: 'opened', isDoubted: doubt !== null, findings: findings.length, content: findings.length > 0 ? '' : contentHash(file) }
  } catch (error) {
    return { kind: 'refused', error }
  } finally {
    await database?.close()
  }
}

const bytesOf = (file: string): Buffer | null => (existsSync(file) ? readFileSync(file) : null)

/** Null when nothing is wrong with how the damage was met. */
async function wrongIn(stand: Stand, drawn: Damage): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'))
  try {
    layOut(stand.image, folder)
    befall(folder, drawn)
    const file = join(folder, 'signalbox.db')
    const before = bytesOf(file)
    const outcome = await start(folder, stand.wasCutOff)
    if (outcome.kind === 'refused') return refusalFault(outcome.error, file, before)
    if (outcome.findings > 0) return null
    if (outcome.content === stand.contents.at(-1)) return null
    if (outcome.isDoubted && stand.contents.includes(outcome.content)) return null
    // A file that is not there is a new beginning: that is how one starts empty.
    if (drawn.kind === 'removed') return null
    if (isEndOfLog(drawn) && stand.contents.includes(outcome.content)) return null
    return `silently wrong after ${JSON.stringify(drawn.kind)}${outcome.isDoubted ? ', doubted' : ''}`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function refusalFault(error: unknown, file: string, before: Buffer | null): string | null {
  if (!(error instanceof EngineError) || error.code !== 'storage_corrupt') return `refused as ${String(error)}`
  if (!error.message.includes(file)) return `refused without its path: ${error.message}`
  const after = bytesOf(file)
  return before === null ? (after === null ? null : 'the file came to be') : after?.equals(before) === true ? null : 'the file was changed'
}

/** What a log ends with cannot be told from what a power cut leaves: a commit that was never confirmed. */
const isEndOfLog = ({ kind }: Damage): boolean => kind === 'log' || kind === 'log cut'

describe('a damaged data folder', () => {
  let known: readonly Stand[]
  beforeAll(async () => {
    known = await stands()
  }, 60_000)

  test('is refused with its path and left as it is, or found out by a check, or right in all it says', async () => {
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(1), async (drawn, which) => {
        const stand = known[which]
        if (stand !== undefined) expect(await wrongIn(stand, drawn)).toBeNull()
      }),
      { numRuns: 240, ...seededBy(process.env['SIGNALBOX_SEED']) },
    )
  }, 240_000)

  test('that is none is opened, in both stands', async () => {
    for (const stand of known) {
      const folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'))
      layOut(stand.image, folder)
      expect(await start(folder, stand.wasCutOff)).toMatchObject({ kind: 'opened', isDoubted: false, findings: 0, content: stand.contents.at(-1) })
      rmSync(folder, { recursive: true })
    }
  })
})
