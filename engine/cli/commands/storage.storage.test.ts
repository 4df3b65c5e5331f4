import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startEngine, succeed, workerSources } from '../../testing/engine-harness'
import { onDatabase } from '../../testing/on-database'
import { tempFolder } from '../../testing/temp-folder'
import { createProgram } from '../program'
import { attached } from '../testing/attached'

const PIPELINE = 'name: give\nsteps: [{ id: only, uses: probe, with: { do: give } }]'

/** The command line beside an engine that works on a folder. */
async function commandLine(dataFolder = tempFolder()) {
  const harness = await startEngine({ dataFolder, behaviours: { give: () => succeed('x'.repeat(80_000)) } })
  onTestFinished(() => harness.stop())
  const { context, lines, notes } = attached({ dataFolder, workers: workerSources })
  const cli = async (...argv: readonly string[]): Promise<number | null> => {
    let code: number | null = null
    lines.length = 0
    notes.length = 0
    await createProgram(context, (ended) => (code = ended)).parseAsync(argv, { from: 'user' })
    return code
  }
  return { harness, dataFolder, lines, notes, cli }
}

describe('signalbox check', () => {
  test('says that all is well, beside an engine that works', async () => {
    const { harness, lines, cli } = await commandLine()
    await harness.run(PIPELINE)
    expect(await cli('check')).toBe(0)
    expect(lines.join('\n')).toMatch(/^All is well: the database \(.* KiB\) and 1 artifact \(78\.1 KiB\)\.$/)
    expect(await cli('check', '--json')).toBe(0)
    expect(JSON.parse(lines.join(''))).toMatchObject({ findings: [], artifacts: 1 })
  })

  test('lists what is damaged, also in a folder with which no engine starts, and ends with 3', async () => {
    const { harness, dataFolder, lines, cli } = await commandLine()
    await harness.run(PIPELINE)
    await harness.stop()
    const file = join(dataFolder, 'signalbox.db')
    writeFileSync(file, readFileSync(file).fill(0xa5, 0, 100))
    expect(await cli('check')).toBe(3)
    expect(lines.join('\n')).toMatch(/^Damage: 1 finding in the database .*\n- .*signalbox\.db: file is not a database\n.*copies what can be read\.$/)
  })
})

describe('signalbox check without the database', () => {
  test('finds that it is missing where an engine has worked, and makes none', async () => {
    const { harness, dataFolder, lines, cli } = await commandLine()
    await harness.run(PIPELINE)
    await harness.stop()
    const file = join(dataFolder, 'signalbox.db')
    rmSync(file)
    expect(await cli('check')).toBe(3)
    expect(lines.join('\n')).toMatch(/^Damage: 1 finding in the database .*\n- .*signalbox\.db: it is missing\./)
    expect(existsSync(file)).toBe(false)
  })
})

describe('signalbox check where no engine starts, and there is nothing to look at', () => {
  const refusals: readonly (readonly [what: string, harm: (file: string) => void, words: string])[] = [
    ['the file is empty', (file) => writeFileSync(file, ''), 'it is empty, and there was something in it before'],
    ['only the log is there', (file) => renameSync(file, `${file}-wal`), 'is missing, and its log is still there'],
    ['the log held everything, and is gone', (file) => emptyAfterCrash(file), 'it holds nothing, and the log that held all of it is gone'],
    ['another program made the file', (file) => anotherProgram(file), 'is a database of another program'],
  ]
  const remade = (file: string, statements: string) => {
    rmSync(file)
    onDatabase(file, (database) => database.exec(statements))
  }
  const anotherProgram = (file: string) => remade(file, 'create table theirs (x)')
  const emptyAfterCrash = (file: string) => {
    remade(file, 'create table gone (x); drop table gone')
    writeFileSync(join(dirname(file), 'owner.json'), JSON.stringify({ pid: 1, hasDatabase: true }))
  }

  test.each(refusals)('says what the engine says: %s', async (_what, harm, words) => {
    const { harness, dataFolder, cli } = await commandLine()
    await harness.run(PIPELINE)
    await harness.stop()
    harm(join(dataFolder, 'signalbox.db'))
    const refusal = await startEngine({ dataFolder, behaviours: {} }).then(
      () => expect.fail('an engine starts with it'),
      (thrown: unknown) => thrown,
    )
    expect(refusal).toMatchObject({ code: 'storage_corrupt', message: expect.stringContaining(words) })
    await expect(cli('check')).rejects.toEqual(refusal)
    await expect(cli('check', '--json')).rejects.toEqual(refusal)
  })
})

describe('signalbox backup, restore and salvage', () => {
  test('make a copy, and put it in the place of what is there, which is kept', async () => {
    const { harness, dataFolder, lines, cli } = await commandLine()
    await harness.run(PIPELINE)
    const to = join(tempFolder(), 'copy')
    expect(await cli('backup', to)).toBe(0)
    expect(lines.join('\n')).toMatch(new RegExp(`^Backed up to ${to}: 2 files, .* checked\\.\nThe key to the secrets \\(vault\\.key\\) is not in it`))
    await expect(cli('restore', to)).rejects.toMatchObject({ code: 'data_folder_in_use' })
    await harness.stop()
    await expect(cli('restore', to)).rejects.toMatchObject({ code: 'file_exists' })
    expect(await cli('restore', to, '--move-aside')).toBe(0)
    expect(lines.join('\n')).toMatch(/^Restored 2 files to .*\nWhat was there is in .*set-aside-.*\nThe key to the secrets that was there is kept\.$/)
    rmSync(join(to, 'backup.json'))
    await expect(cli('restore', to, '--move-aside')).rejects.toMatchObject({ code: 'file_not_found', message: expect.stringContaining('--as-it-is') })
    expect(await cli('restore', to, '--move-aside', '--as-it-is')).toBe(0)
    const again = await commandLine(dataFolder)
    expect((await again.harness.engine.client.runs.list({})).total).toBe(1)
  })

  test('copy what can be read of a folder that is damaged', async () => {
    const { harness, dataFolder, lines, cli } = await commandLine()
    await harness.run(PIPELINE)
    await harness.stop()
    const file = join(dataFolder, 'signalbox.db')
    writeFileSync(file, readFileSync(file).fill(0xa5, 0, 100))
    const to = join(tempFolder(), 'salvaged')
    expect(await cli('salvage', to)).toBe(0)
    expect(lines.join('\n')).toMatch(new RegExp(`^TABLE[^]*runs +1[^]*Salvaged to ${to}, with 1 artifact\\.\nTo work with it: signalbox restore ${to} --move-aside$`))
    expect(existsSync(join(to, 'backup.json'))).toBe(true)
  })
})
