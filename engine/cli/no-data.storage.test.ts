import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { workerSources } from '../testing/engine-harness'
import { tempFolder } from '../testing/temp-folder'
import { createProgram } from './program'
import { attached } from './testing/attached'

/** Commands on a data folder that is named, and what they said. */
function commandLine(dataFolder: string) {
  const { context, lines, notes } = attached({ dataFolder, workers: workerSources })
  const cli = async (...argv: readonly string[]): Promise<number | null> => {
    let code: number | null = null
    await createProgram(context, (ended) => (code = ended)).parseAsync(argv, { from: 'user' })
    return code
  }
  return { cli, lines, notes }
}

const WELL = 'name: well\nsteps: [{ id: only, uses: wait, with: { for: 1ms } }]'
const modeOf = (folder: string): string => (statSync(folder).mode & 0o777).toString(8)

const LOOKING: readonly (readonly string[])[] = [
  ['check'],
  ['runs'],
  ['logs', 'SBX-1'],
  ['why', 'SBX-1'],
  ['cancel', 'SBX-1'],
  ['pause', 'SBX-1'],
  ['resume', 'SBX-1'],
  ['retry', 'SBX-1'],
  ['rerun', 'SBX-1', '--from', 'a'],
  ['rerun', 'SBX-1', '--preview'],
  ['approvals'],
  ['approve', 'SBX-1'],
  ['queues'],
  ['services'],
  ['models'],
]

describe('where there is no data of Signalbox', () => {
  test.each(LOOKING)('%s refuses and leaves the folder as it is', async (...argv) => {
    const folder = join(tempFolder(), 'project')
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    for (const name of ['pipelines', 'runs']) mkdirSync(join(folder, name))
    const { cli } = commandLine(folder)
    await expect(cli(...argv)).rejects.toMatchObject({ code: 'file_not_found', message: expect.stringContaining(`There is no Signalbox data in ${folder}`) })
    expect(readdirSync(folder)).toEqual(['pipelines', 'runs'])
    expect(modeOf(folder)).toBe('755')
  })

  test('backup and salvage copy nothing', async () => {
    const folder = join(tempFolder(), 'mistyped')
    const to = join(tempFolder(), 'copy')
    const { cli } = commandLine(folder)
    await expect(cli('backup', to)).rejects.toMatchObject({ code: 'file_not_found' })
    await expect(cli('salvage', to)).rejects.toMatchObject({ code: 'file_not_found' })
    expect([existsSync(folder), existsSync(to)]).toEqual([false, false])
  })

  test('a file is none, either', async () => {
    const file = join(tempFolder(), 'notes.txt')
    writeFileSync(file, 'mine')
    await expect(commandLine(file).cli('runs')).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('run begins it, keeps the mode of a folder that was there, and the database to its owner', async () => {
    const folder = join(tempFolder(), 'project')
    mkdirSync(folder)
    chmodSync(folder, 0o755)
    const pipeline = join(tempFolder(), 'well.yaml')
    writeFileSync(pipeline, WELL)
    const { cli, lines } = commandLine(folder)
    expect(await cli('run', pipeline, '--quiet')).toBe(0)
    expect(await cli('runs')).toBe(0)
    expect(lines.join('\n')).toContain('SBX-1')
    expect([folder, join(folder, 'signalbox.db')].map(modeOf)).toEqual(['755', '600'])
  })
})
