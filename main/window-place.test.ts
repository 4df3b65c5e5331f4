import { describe, expect, it } from 'vitest'
import { placeWindow } from './window-place'

const LEFT = { x: 0, y: 0, width: 1920, height: 1040 }
const RIGHT = { x: 1920, y: 0, width: 2560, height: 1400 }
const place = { x: 2000, y: 100, width: 1400, height: 900, maximized: false }

describe('where the window opens', () => {
  it('is where it was, on whichever screen', () => {
    expect(placeWindow(place, [LEFT, RIGHT])).toEqual({ x: 2000, y: 100, width: 1400, height: 900 })
  })

  it('is left to the system when its screen is gone, at the size it had', () => {
    expect(placeWindow(place, [LEFT])).toEqual({ width: 1400, height: 900 })
  })

  it('is left to the system at the usual size the first time', () => {
    expect(placeWindow(null, [LEFT])).toEqual({ width: 1280, height: 820 })
  })

  it('fits a small screen', () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 })
  })

  it('shows enough of the top to be caught by hand', () => {
    expect(placeWindow({ ...place, x: 10, y: -30 }, [LEFT])).not.toHaveProperty('x')
    expect(placeWindow({ ...place, x: 1900, y: 10 }, [LEFT])).not.toHaveProperty('x')
    expect(placeWindow({ ...place, x: -1200, y: 10 }, [LEFT])).toMatchObject({ x: -1200, y: 10 })
  })
})
