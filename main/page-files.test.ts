import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { isPageAddress, pageFile } from './page-files'

const ROOT = '/app/out/renderer'

describe('the file behind an address', () => {
  it('is index.html for the page itself', () => {
    expect(pageFile(ROOT, 'app://signalbox/')).toEqual({ path: `${ROOT}/index.html`, type: 'text/html; charset=utf-8' })
    expect(pageFile(ROOT, 'app://signalbox/?run=1#/runs')).toEqual(pageFile(ROOT, 'app://signalbox/'))
  })

  it('is found below the root, with its type', () => {
    expect(pageFile(ROOT, 'app://signalbox/assets/index-abc.js')).toEqual({ path: `${ROOT}/assets/index-abc.js`, type: 'text/javascript; charset=utf-8' })
    expect(pageFile(ROOT, 'app://signalbox/assets/inter%20latin.woff2')?.path).toBe(`${ROOT}/assets/inter latin.woff2`)
  })

  it.each([
    'app://signalbox/..%2f..%2fpackage.json',
    'app://signalbox/..%5c..%5cmain%5cindex.js',
    'app://signalbox/%00index.html',
    'app://signalbox/%ff.html',
    'app://signalbox/notes.txt',
    'app://signalbox/assets',
    'app://elsewhere/index.html',
    'https://signalbox/index.html',
    'file:///etc/passwd',
    'not an address',
  ])('does not exist for %s', (address) => {
    expect(pageFile(ROOT, address)).toBeNull()
  })

  it('stays below the root when the address climbs', () => {
    expect(pageFile(ROOT, 'app://signalbox/assets/%2e%2e/%2e%2e/../main/index.js')?.path).toBe(`${ROOT}/main/index.js`)
  })

  it('never lies outside the root', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '%2e%2e', '%2f', '/', '\\', '%5c', 'a', '.js', '%00')), (parts) => {
        const file = pageFile(ROOT, `app://signalbox/${parts.join('')}`)
        return file === null || (file.path.startsWith(`${ROOT}/`) && !file.path.split('/').includes('..'))
      }),
    )
  })
})

it('tells the page from every other address', () => {
  expect(
    ['app://signalbox/', 'app://signalbox/index.html#/runs', 'app://signalbox.example/', 'app://elsewhere/', 'https://signalbox/', 'about:blank', ''].filter(
      isPageAddress,
    ),
  ).toEqual(['app://signalbox/', 'app://signalbox/index.html#/runs'])
})
