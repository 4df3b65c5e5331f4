import { describe, expect, it } from 'vitest'
import { onArrival, type GroupRun } from './group-places'

const newcomer = { externalId: 'SBX-3', admitted: false }
const going: GroupRun = { id: 'one', externalId: 'SBX-1', admitted: true }
const waiting: GroupRun = { id: 'two', externalId: 'SBX-2', admitted: false }

describe('a run that finds no place in its group', () => {
  it('waits for one where runs queue', () => {
    expect(onArrival({ limit: 1, group: null, overlap: 'queue' }, newcomer, [going, waiting])).toEqual({ do: 'nothing' })
  })

  it('is left out where runs are skipped, and says who was in its way', () => {
    const arrival = onArrival({ limit: 1, group: null, overlap: 'skip' }, newcomer, [waiting, going])
    expect(arrival).toMatchObject({ do: 'skip', reason: { code: 'run_skipped', details: { run: 'SBX-1' } } })
  })

  it('is left out as well where all that hold a place are being cancelled', () => {
    const arrival = onArrival({ limit: 1, group: null, overlap: 'skip' }, newcomer, [])
    expect(arrival).toMatchObject({ do: 'skip', reason: { code: 'run_skipped', message: expect.stringContaining('were being cancelled') } })
  })

  it('has the oldest cancelled where that is asked for, to make room for it', () => {
    const arrival = onArrival({ limit: 2, group: null, overlap: 'cancel_oldest' }, newcomer, [going, waiting])
    expect(arrival).toMatchObject({ do: 'cancel_oldest', runId: 'one', reason: { code: 'cancelled', details: { run: 'SBX-3' } } })
  })

  it('has nobody cancelled where somebody is about to leave as it is', () => {
    expect(onArrival({ limit: 2, group: null, overlap: 'cancel_oldest' }, newcomer, [going])).toEqual({ do: 'nothing' })
    expect(onArrival({ limit: 1, group: null, overlap: 'cancel_oldest' }, newcomer, [])).toEqual({ do: 'nothing' })
  })
})

describe('a run that finds a place in its group', () => {
  const admitted = { ...newcomer, admitted: true }

  it.each(['queue', 'skip', 'cancel_oldest'] as const)('is in the way of nobody (%s)', (overlap) => {
    expect(onArrival({ limit: 2, group: null, overlap }, admitted, [going])).toEqual({ do: 'nothing' })
  })

  it('has the oldest cancelled that was paused before it had one, where only the newest count', () => {
    const spec = { limit: 2, group: null, overlap: 'cancel_oldest' } as const
    expect(onArrival(spec, admitted, [going, waiting])).toMatchObject({ do: 'cancel_oldest', runId: 'two' })
    expect(onArrival({ ...spec, overlap: 'queue' }, admitted, [going, waiting])).toEqual({ do: 'nothing' })
  })
})
