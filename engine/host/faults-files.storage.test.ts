import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FolderArtifacts } from '../connectors/artifacts/folder-artifacts'
import { checkFolder } from '../storage/soundness/check-folder'
import { makeBackup, partialOf } from '../storage/soundness/make-backup'
import { startEngine, succeed } from '../testing/engine-harness'
import { atEachMoment, type FileFault, type Moment, withFileFault } from '../testing/faults/faulty-files'
import { makeRigFolder } from '../testing/faults/make-rig-folder'
import { digestRemains, keepRemains } from '../testing/faults/remains'
import { imageOf } from '../testing/soundness/folder-image'
import { SeededRandom } from '../testing/torture/random'
import { inspectFiles } from '../storage/soundness/inspect-start'
import { mendDataFolder } from './mend-data-folder'
import { refuseHalfRestored, restoreBackup } from './restore-backup'
import { salvageFolder } from './salvage-folder'

/**
 * Killed at every change of a file or folder, while artifacts are written, backups made and restored, rows salvaged, a folder put
 * aside. Each point is visited five times: before it, in its middle and after it; twice more, the next try dies, too. One work is
 * held up at each of them, and what lies there then goes on as what a process would have left that died there.
 */

const LARGE = 100_000
const NOW = Date.UTC(2026, 1, 3)
const quiet = () => undefined

/** A try, and what must be so of what it leaves, however it ends. `folder` holds all that it touches. */
interface Task {
  /** What lies in the folder when it begins. */
  readonly begins: readonly TemplateFolder[]
  attempt(folder: string): Promise<unknown>
  /** When it was cut off. */
  left(folder: string): Promise<void>
  /** When the one after it came to its end. */
  done(folder: string): Promise<void>
}

let rig: string
/** `data`: an engine's folder with two runs, killed with part of it in its log; `backup`: one of the first run only. */
let template: string
type TemplateFolder = 'data' | 'backup'
let templateContents: Readonly<Record<TemplateFolder, string[]>>

beforeAll(async () => {
  rig = makeRigFolder()
  template = join(rig, 'template')
  const dataFolder = join(rig, 'work')
  mkdirSync(dataFolder)
  const harness = await startEngine({ dataFolder, behaviours: { fill: ({ letter }) => succeed(String(letter).repeat(LARGE)) } })
  const fill = (letter: string) =>
    harness.run('name: fill\ninputs: { letter: { type: string } }\nsteps: [{ id: only, uses: probe, with: { do: fill, letter: "${{ inputs.letter }}" } }]', {
      letter,
    })
  await fill('a')
  mkdirSync(join(dataFolder, 'objects', 'bucket'), { recursive: true })
  writeFileSync(join(dataFolder, 'objects', 'bucket', 'key'), 'kept')
  await makeBackup({ kind: 'backup', dataFolder, to: join(template, 'backup'), withKey: false, version: '0' }, quiet)
  await fill('b')
  keepRemains(dataFolder, join(template, 'data'))
  await harness.stop()
  templateContents = { data: contents(join(template, 'data')), backup: contents(join(template, 'backup')) }
}, 60_000)
afterAll(() => rmSync(rig, { recursive: true, force: true }))

/** Looked at only: whoever closes a database works its log into it. */
function runsIn(folder: string): unknown {
  const database = new Database(join(folder, 'signalbox.db'), { readonly: true })
  try {
    return database.prepare('select count(*) from runs').pluck().get()
  } finally {
    database.close()
  }
}
const findingsIn = async (folder: string) => (await checkFolder(folder, quiet)).findings
/** The content of all files, whatever they are called. */
const contents = (folder: string) =>
  [...imageOf(folder)]
    .filter(([path]) => !/owner\.json(\.new)?$/.test(path))
    .map(([path, bytes]) => `${basename(path)} ${createHash('sha256').update(bytes).digest('hex')}`)
const untouched = (folder: string, name: TemplateFolder) => expect(contents(join(folder, name)).sort()).toEqual(templateContents[name].toSorted())

/** Nothing, or all of it. */
async function wholeOrAbsent(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  expect(await findingsIn(folder)).toEqual([])
}

const TASKS: Readonly<Record<string, Task>> = {
  'an artifact is written': {
    begins: ['data'],
    attempt: async (folder) => {
      const artifacts = new FolderArtifacts(join(folder, 'data', 'artifacts'))
      await artifacts.sweep()
      await artifacts.put(Buffer.alloc(LARGE, 'c'))
    },
    async left(folder) {
      const artifacts = new FolderArtifacts(join(folder, 'data', 'artifacts'))
      for await (const batch of artifacts.all())
        for (const sha256 of batch)
          expect(
            createHash('sha256')
              .update((await artifacts.read(sha256)).data)
              .digest('hex'),
          ).toBe(sha256)
    },
    async done(folder) {
      const whole: string[] = []
      for await (const batch of new FolderArtifacts(join(folder, 'data', 'artifacts')).all()) whole.push(...batch)
      expect([whole.length, readdirSync(join(folder, 'data', 'artifacts', 'unfinished'))]).toEqual([3, []])
    },
  },
  'a backup is made': {
    begins: ['data'],
    attempt: async (folder) => {
      const to = join(folder, 'copy')
      if (!existsSync(to)) await makeBackup({ kind: 'backup', dataFolder: join(folder, 'data'), to, withKey: true, version: '0' }, quiet)
    },
    async left(folder) {
      untouched(folder, 'data')
      await wholeOrAbsent(join(folder, 'copy'))
    },
    async done(folder) {
      expect([runsIn(join(folder, 'copy')), await findingsIn(join(folder, 'copy')), existsSync(partialOf(join(folder, 'copy')))]).toEqual([2, [], false])
    },
  },
  'a backup is restored': {
    begins: ['data', 'backup'],
    attempt: (folder) => restoreBackup({ from: join(folder, 'backup'), dataFolder: join(folder, 'data'), moveAside: true, now: NOW }, quiet),
    async left(folder) {
      untouched(folder, 'backup')
      const data = join(folder, 'data')
      if (!startsIn(data)) return
      // All as before, or all of the backup.
      expect([1, 2]).toContain(runsIn(data))
      expect(await findingsIn(data)).toEqual([])
    },
    async done(folder) {
      const data = join(folder, 'data')
      expect([startsIn(data), runsIn(data), await findingsIn(data), existsSync(join(data, 'restoring'))]).toEqual([true, 1, [], false])
      expect(contents(data)).toEqual(expect.arrayContaining(templateContents.data))
    },
  },
  'rows are salvaged': {
    begins: ['data'],
    attempt: async (folder) => {
      const to = join(folder, 'copy')
      if (!existsSync(to)) await salvageFolder({ dataFolder: join(folder, 'data'), to }, quiet)
    },
    async left(folder) {
      untouched(folder, 'data')
      await wholeOrAbsent(join(folder, 'copy'))
    },
    async done(folder) {
      expect([runsIn(join(folder, 'copy')), existsSync(join(folder, 'copy.partial'))]).toEqual([2, false])
    },
  },
  'a folder is put aside to start empty': {
    begins: ['data'],
    attempt: (folder) => mendDataFolder({ dataFolder: join(folder, 'data'), mending: { kind: 'start-empty' }, now: NOW }),
    async left(folder) {
      const data = join(folder, 'data')
      expect(contents(data)).toEqual(expect.arrayContaining(templateContents.data))
      // An engine that began here removes what no run of its database holds.
      if (startsIn(data) && !existsSync(join(data, 'signalbox.db'))) expect(existsSync(join(data, 'artifacts'))).toBe(false)
    },
    async done(folder) {
      const data = join(folder, 'data')
      expect([startsIn(data), existsSync(join(data, 'signalbox.db')), existsSync(join(data, 'artifacts'))]).toEqual([true, false, false])
      expect(contents(data)).toEqual(expect.arrayContaining(templateContents.data))
    },
  },
}

/** Whether an engine begins with these files. */
function startsIn(dataFolder: string): boolean {
  try {
    refuseHalfRestored(dataFolder)
    inspectFiles(join(dataFolder, 'signalbox.db'))
    return true
  } catch {
    return false
  }
}

const newFolder = () => mkdtempSync(join(rig, 'left-'))

/** What was left is tried again, once in a process that dies, too, if so. */
async function goOn(task: Task, left: string, fault?: FileFault): Promise<void> {
  let folder = left
  if (fault !== undefined) {
    const remains = newFolder()
    const { died } = await withFileFault(folder, fault, { work: () => task.attempt(left), die: () => keepRemains(left, remains) })
    if (died) {
      await task.left(remains)
      folder = remains
    }
  }
  await task.attempt(folder)
  await task.done(folder)
}

const MOMENTS: readonly Moment[] = ['before', 'half', 'after']
const WITHIN = 20

describe.each(Object.entries(TASKS))('killed while %s', (_what, task) => {
  test('nothing is lost, no half passes for a whole, and the next try comes to its end', async () => {
    const random = new SeededRandom(5)
    const folder = newFolder()
    for (const name of task.begins) cpSync(join(template, name), join(folder, name), { recursive: true })
    let seen = ''
    let twice: readonly { readonly when: Moment; readonly next: FileFault }[] = []
    const changes = await atEachMoment(
      folder,
      () => task.attempt(folder),
      async ({ when }, keep) => {
        if (when === 'before') twice = [1, 2].map(() => ({ when: random.of(MOMENTS), next: { nth: 1 + random.below(WITHIN), when: random.of(MOMENTS) } }))
        const left = newFolder()
        keep(left)
        const now = digestRemains(left)
        // Where nothing has changed since the moment before, the same would go on once more.
        if (now !== seen) {
          await task.left(left)
          await goOn(task, left)
        }
        seen = now
        for (const { next } of twice.filter((each) => each.when === when)) {
          const again = newFolder()
          keep(again)
          await goOn(task, again, next)
        }
        for (const name of readdirSync(rig)) if (name.startsWith('left-') && join(rig, name) !== folder) rmSync(join(rig, name), { recursive: true })
      },
    )
    await goOn(task, folder)
    rmSync(folder, { recursive: true })
    expect(changes).toBeGreaterThan(3)
  }, 180_000)
})
