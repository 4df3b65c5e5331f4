import { appendFileSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder'
import { EngineLog } from './engine-log'
import { lineLogger } from './system'

const linesOf = (file: string): { message: string; count?: number }[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

test('what is written is in the file, in order, for its owner alone', async () => {
  const file = join(tempFolder(), 'engine.log')
  const log = new EngineLog(file)
  const logger = lineLogger(log.write)
  for (let count = 0; count < 100; count++) logger.info('hello', { count })
  await log.close()
  const later = new EngineLog(file)
  lineLogger(later.write).info('hello', { count: 100 })
  await later.close()
  expect(linesOf(file).map(({ count }) => count)).toEqual(Array.from({ length: 101 }, (_, count) => count))
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a full file becomes the one before, and there are never more than two', async () => {
  const folder = tempFolder()
  const file = join(folder, 'engine.log')
  const log = new EngineLog(file, 2000)
  const logger = lineLogger(log.write)
  for (let count = 0; count < 200; count++) {
    logger.info('hello', { count })
    await log.close()
  }
  const [before, now] = [linesOf(`${file}.1`), linesOf(file)]
  expect(readFileSync(file, 'utf8').startsWith('{')).toBe(true)
  expect(statSync(file).size).toBeLessThanOrEqual(2000)
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(2000)
  const counts = [...before, ...now].map(({ count }) => count)
  expect(counts).toEqual(Array.from(counts, (_, index) => 200 - counts.length + index))
})

test('a line that a crash tore is followed by a whole one', async () => {
  const file = join(tempFolder(), 'engine.log')
  appendFileSync(file, '{"message":"torn')
  const log = new EngineLog(file)
  lineLogger(log.write).info('whole')
  await log.close()
  expect(JSON.parse(readFileSync(file, 'utf8').split('\n')[1] ?? '')).toMatchObject({ message: 'whole' })
})

test('lines that could not be written are counted, and told when the file takes lines again', async () => {
  const file = join(tempFolder(), 'engine.log')
  mkdirSync(file)
  const log = new EngineLog(file)
  const logger = lineLogger(log.write)
  for (let count = 0; count < 3; count++) logger.info('lost')
  await log.close()
  rmdirSync(file)
  logger.info('kept')
  await log.close()
  expect(linesOf(file)).toMatchObject([{ level: 'warn', message: 'lines of this log were lost', count: 3 }, { message: 'kept' }])
})

test('lines that come faster than any disk takes them are counted instead of kept', async () => {
  const file = join(tempFolder(), 'engine.log')
  const log = new EngineLog(file, 10_000_000)
  const logger = lineLogger(log.write)
  for (let count = 0; count < 2000; count++) logger.info('x'.repeat(1000))
  await log.close()
  logger.info('last')
  await log.close()
  const lines = linesOf(file)
  const told = lines.find(({ message }) => message === 'lines of this log were lost')?.count ?? 0
  expect(told).toBeGreaterThan(500)
  expect(lines.length - 2 + told).toBe(2000)
})

test('a very long sentence is cut', async () => {
  const file = join(tempFolder(), 'engine.log')
  const log = new EngineLog(file)
  lineLogger(log.write).error('failed', { reason: 'x'.repeat(1_000_000) })
  await log.close()
  expect(statSync(file).size).toBeLessThan(5000)
})
