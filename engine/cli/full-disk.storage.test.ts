import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildProgram, type BuiltProgram } from '../testing/build-program'
import { mountSmallDisk } from '../testing/small-disk'
import { tempFolder } from '../testing/temp-folder'
import { startCommand } from '../testing/command-process'

let program: BuiltProgram
beforeAll(async () => {
  program = await buildProgram('engine/testing/serve-command.ts')
}, 60_000)

const FULL = /^signalbox: The disk that holds .* is full\. Free some space, and (ask|start) again\. \[storage_full\]\n$/

function pipelineFile(): string {
  const path = join(tempFolder(), 'well.yaml')
  writeFileSync(path, 'name: well\nsteps: [{ id: only, uses: wait, with: { for: 1ms } }]')
  return path
}

test('on a full disk commands say that they ended for that, and what can be read is salvaged to another one', async (context) => {
  const disk = mountSmallDisk(16)
  if (typeof disk === 'string') return context.skip(disk)
  const data = ['--data', join(disk.folder, 'data')]
  const pipeline = pipelineFile()
  expect(await startCommand(program, ['run', pipeline, '--quiet', ...data]).ended).toBe(0)
  disk.fill()
  for (const argv of [['runs'], ['check'], ['backup', join(tempFolder(), 'copy')], ['run', pipeline]]) {
    const command = startCommand(program, [...argv, ...data])
    expect([argv[0], await command.ended, command.errors()]).toEqual([argv[0], 3, expect.stringMatching(FULL)])
  }
  const salvage = startCommand(program, ['salvage', join(tempFolder(), 'salvaged'), ...data])
  expect([await salvage.ended, salvage.output()]).toEqual([0, expect.stringMatching(/^runs +1 *$/m)])
  disk.free()
  const runs = startCommand(program, ['runs', ...data])
  expect([await runs.ended, runs.output()]).toEqual([0, expect.stringContaining('SBX-1')])
}, 60_000)

test.for([0, 8, 64, 160, 400])('a new data folder for which there is no room (%i KiB) is refused for that', async (kibibytes, context) => {
  const disk = mountSmallDisk(2)
  if (typeof disk === 'string') return context.skip(disk)
  disk.fill()
  disk.free()
  writeFileSync(join(disk.folder, 'filler'), Buffer.alloc((2048 - kibibytes) * 1024))
  const command = startCommand(program, ['run', pipelineFile(), '--data', join(disk.folder, 'data')])
  expect([await command.ended, command.errors()]).toEqual([3, expect.stringMatching(FULL)])
})
