import { expect, it } from 'vitest'
import { commandLineArguments } from './command-line'

it('gives the commands everything after --cli, and nothing without it', () => {
  expect(commandLineArguments(['signalbox', '--cli', 'run', 'digest.yaml', '--json'])).toEqual(['run', 'digest.yaml', '--json'])
  expect(commandLineArguments(['electron', '-r', 'hook.cjs', '.', '--cli'])).toEqual([])
  expect(commandLineArguments(['signalbox', '--data=/data'])).toBeNull()
})
