import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { Outlet } from './outlet'

/** Batches for somebody else to perform: what they name, and what is said of them. */

function open() {
  const database = new Database(':memory:')
  onTestFinished(() => void database.close())
  return new Outlet(database)
}

test('a batch brings the texts that were not handed over yet, however many batches came to nothing before', () => {
  const outlet = open()
  const statements = ['first', 'second', 'third'].map((text) => outlet.statement(text))
  const batchOf = (...numbers: number[]) =>
    outlet.batch(() => {
      for (const statement of statements) if (numbers.includes(statement.number)) outlet.run(statement, [])
    })
  expect(batchOf(0).texts).toEqual(['first', 'second', 'third'])
  const second = batchOf(1, 2)
  expect(second.texts).toEqual(['first', 'second', 'third'])
  outlet.handedOver(second)
  outlet.statement('fourth')
  expect([batchOf(0).texts, batchOf().texts]).toEqual([['fourth'], []])
})

test('what changed nothing although it had to is named by its own key', () => {
  const outlet = open()
  const other = outlet.statement('insert')
  const update = outlet.statement('update', (key) => `${String(key)} is gone`)
  const batch = outlet.batch(() => {
    outlet.run(update, [1, 2, 'a'])
    outlet.run(other, ['x', 'y'])
    outlet.run(update, ['b'])
  })
  expect([0, 3, 6].map((call) => outlet.unchanged(batch, call))).toEqual(['a is gone', 'A row is not as it is known to be.', 'b is gone'])
})
