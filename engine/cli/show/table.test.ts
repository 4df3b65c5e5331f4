import { expect, it } from 'vitest'
import { table } from './table'

it('makes columns as wide as their longest cell, whatever colours add', () => {
  const rows = [
    { name: 'a', state: '● done' },
    { name: 'longer', state: '◆ no' },
  ]
  const lines = table(
    [
      { title: 'NAME', cell: ({ name }: (typeof rows)[number]) => name, colour: (cell) => `<${cell}>` },
      { title: 'STATE', cell: ({ state }) => state },
      { title: 'N', cell: () => '1' },
    ],
    rows,
  )
  expect(lines).toEqual(['NAME    STATE   N', '<a     >  ● done  1', '<longer>  ◆ no    1'])
})

it('shows the titles alone when there are no rows', () => {
  expect(table([{ title: 'RUN', cell: () => '' }], [])).toEqual(['RUN'])
})
