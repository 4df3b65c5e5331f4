import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ROOT } from './command.mjs'
import { completeLock, missingOptional } from './lock-complete.mjs'

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      resolved: z.string().optional(),
      link: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
const manifest = z.object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })

const read = <T>(file: string, shape: z.ZodType<T>): T => shape.parse(JSON.parse(readFileSync(join(ROOT, file), 'utf8')))

describe('package-lock.json', () => {
  const { packages } = read('package-lock.json', lockFile)

  it('holds every optional dependency it names, so that `npm ci` accepts it on every platform', () => {
    expect(missingOptional(packages).map(({ name }) => name)).toEqual([])
  })

  it('names no address: a package comes from the registry that its user has set', () => {
    expect(Object.values(packages).flatMap(({ resolved }) => resolved ?? [])).toEqual([])
  })

  it('says the same as package.json', () => {
    const { dependencies, devDependencies } = read('package.json', manifest)
    expect({ ...packages['']?.dependencies, ...packages['']?.devDependencies }).toEqual({ ...dependencies, ...devDependencies })
  })
})

describe('completing a lock', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies: { '@tool/darwin-arm64': '1.2.3', 'tool-linux-x64': '1.2.3' } },
      'node_modules/tool-linux-x64': { version: '1.2.3' },
    },
  }

  it('adds what the registry lacked, with its platform', () => {
    expect(completeLock(lock)).toEqual({
      lock: { packages: { ...lock.packages, 'node_modules/@tool/darwin-arm64': { version: '1.2.3', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] } } },
      added: 1,
      unknown: [],
    })
  })

  it('names what it cannot place instead of guessing', () => {
    expect(completeLock({ packages: { 'node_modules/tool': { optionalDependencies: { fancy: '1.0.0' } } } })).toMatchObject({ added: 0, unknown: ['fancy@1.0.0'] })
  })
})
