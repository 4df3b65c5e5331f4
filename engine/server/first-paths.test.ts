import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FirstPaths } from './first-paths'

const name = fc.stringMatching(/^[ab. é-]{1,3}$/)
const paths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')), { maxLength: 40 })

it('gives, page by page, every path once and in order', () => {
  fc.assert(
    fc.property(paths, fc.integer({ min: 1, max: 7 }), (all, limit) => {
      const seen: string[] = []
      for (let after: string | undefined = undefined, more = true; more;) {
        const first: FirstPaths = new FirstPaths(limit, after)
        for (const path of all) first.add(path)
        seen.push(...first.paths)
        after = first.paths.at(-1)
        more = first.hasMore
      }
      expect(seen).toEqual(all.toSorted((a, b) => (a < b ? -1 : 1)))
    }),
  )
})

it('lets no folder go unseen that holds one of them', () => {
  fc.assert(
    fc.property(paths, fc.integer({ min: 1, max: 7 }), fc.option(name, { nil: undefined }), (all, limit, after) => {
      const careful = new FirstPaths(limit, after)
      const thorough = new FirstPaths(limit, after)
      for (const path of all) {
        const folders = path.split('/').slice(0, -1).map((_, depth, names) => `${names.slice(0, depth + 1).join('/')}/`)
        if (folders.every((folder) => careful.mayHold(folder))) careful.add(path)
        thorough.add(path)
      }
      expect(careful.paths).toEqual(thorough.paths)
      expect(careful.hasMore).toBe(thorough.hasMore)
    }),
  )
})
