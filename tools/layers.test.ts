import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type IForbiddenRuleType } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LAYER_RULES } from './layer-rules.js'
import { LAYERS } from './layers.js'

/** A small project that breaks each kind of rule once, and does beside it what is allowed. */
const PROJECT: Readonly<Record<string, string>> = {
  'package.json': '{ "dependencies": { "zod": "1", "react": "1", "electron": "1", "kysely": "1", "unpdf": "1", "vitest": "1", "node": "1" } }',
  ...Object.fromEntries(
    ['zod', 'react', 'electron', 'kysely', 'unpdf', 'vitest', 'unlisted', '@types/react'].flatMap((name) => [
      [`node_modules/${name}/package.json`, `{ "name": "${name}", "version": "1.0.0", "main": "index.js", "types": "index.d.ts" }`],
      [`node_modules/${name}/index.js`, 'export const thing = 1'],
      [`node_modules/${name}/index.d.ts`, 'export const thing: number; export type Thing = number'],
    ]),
  ),
  'engine/contract/run.ts': "import { thing } from 'zod'; export const run = thing; export type Run = number",
  'engine/contract/circle-a.ts': "import type { B } from './circle-b'; export type A = B | 1",
  'engine/contract/circle-b.ts': "import type { A } from './circle-a'; export type B = A | 2",
  'engine/core/shared/outward.ts': "import { x } from '../allowed'; export { x }",
  'engine/core/upward.ts': "import type { Store } from '../ports/store'; export type X = Store",
  'engine/core/with-node.ts': "import { readFileSync } from 'node:fs'; export const x = readFileSync",
  'engine/core/with-kysely.ts': "import { thing } from 'kysely'; export const x = thing",
  'engine/core/shared/allowed.ts': "import { run } from '../../contract/run'; export const shared = run",
  'engine/core/allowed.ts': "import { run } from '../contract/run'; import { shared } from './shared/allowed'; export const x = [run, shared]",
  'engine/core/allowed.test.ts': "import { thing } from 'vitest'; import { readFileSync } from 'node:fs'; import { x } from './allowed'; import { y } from '../testing/builders'; export { x, y, thing, readFileSync }",
  'engine/core/upward.test.ts': "import { store } from '../storage/open-database'; export { store }",
  'engine/ports/store.ts': "import type { Run } from '../contract/run'; export type Store = Run",
  'engine/storage/open-database.ts': "import { thing } from 'kysely'; import { join } from 'node:path'; export const store = [thing, join]",
  'engine/storage/with-testing.ts': "import { y } from '../testing/builders'; export { y }",
  'engine/usecases/lost.ts': "import { gone } from './no-such-file'; export { gone }",
  'engine/host/create-engine.ts': "import { store } from '../storage/open-database'; import { x } from '../connectors/documents/pdf'; export const engine = [store, x]",
  'engine/host/with-electron.ts': "import { thing } from 'electron'; export { thing }",
  'engine/host/with-unlisted.ts': "import { thing } from 'unlisted'; export { thing }",
  'engine/testing/builders.ts': "import { engine } from '../host/create-engine'; export const y = engine",
  'engine/connectors/documents/pdf.ts': "import { thing } from 'unpdf'; export const x = thing",
  'engine/connectors/http/with-unpdf.ts': "import { thing } from 'unpdf'; export const x = thing",
  'preload/contract.ts': 'export type DesktopApi = 1',
  'preload/index.ts': "import type { DesktopApi } from './contract'; import { thing } from 'electron'; export const x: [DesktopApi, number] = [1, thing]",
  'main/engine/child.ts': "import { engine } from '../../engine/host/create-engine'; export { engine }",
  'main/window.ts': "import { thing } from 'electron'; import type { DesktopApi } from '../preload/contract'; export const x: [DesktopApi, number] = [1, thing]",
  'main/with-engine.ts': "import { engine } from '../engine/host/create-engine'; export { engine }",
  'renderer/main.tsx': "import { page } from './features/runs/runs-page'; export { page }",
  'renderer/components/button.tsx': "import { thing } from 'react'; export const button = thing",
  'renderer/components/with-feature.tsx': "import { page } from '../features/runs/runs-page'; export { page }",
  'renderer/features/runs/runs-page.tsx': "import type { Run } from '../../../engine/contract/run'; import { button } from '../../components/button'; export const page: [Run, number] = [1, button]",
  'renderer/features/pipelines/with-runs.tsx': "import { page } from '../runs/runs-page'; export { page }",
  'renderer/features/runs/with-core.tsx': "import { x } from '../../../engine/core/allowed'; export { x }",
}

const EXPECTED = [
  ['engine/connectors/http/with-unpdf.ts', 'engine/connectors: package'],
  ['engine/contract/circle-a.ts', 'no circles'],
  ['engine/core/shared/outward.ts', 'engine/core/shared'],
  ['engine/core/upward.test.ts', 'engine/core (tests)'],
  ['engine/core/upward.ts', 'engine/core'],
  ['engine/core/with-kysely.ts', 'engine/core: package'],
  ['engine/core/with-node.ts', 'engine/core: node module'],
  ['engine/host/with-electron.ts', 'engine/host: package'],
  ['engine/host/with-unlisted.ts', 'engine/host: package'],
  ['engine/host/with-unlisted.ts', 'packages are listed'],
  ['engine/storage/with-testing.ts', 'engine/storage'],
  ['engine/usecases/lost.ts', 'every import resolves'],
  ['main/with-engine.ts', 'main'],
  ['renderer/components/with-feature.tsx', 'renderer/components'],
  ['renderer/features/pipelines/with-runs.tsx', 'renderer/features: each alone'],
  ['renderer/features/runs/with-core.tsx', 'renderer/features'],
]

const project = mkdtempSync(join(tmpdir(), 'layers-'))

beforeAll(() => {
  for (const [path, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
})

afterAll(() => rmSync(project, { recursive: true, force: true }))

const violations = async () => {
  const { output } = await cruise(['engine', 'main', 'preload', 'renderer'], {
    baseDir: project,
    validate: true,
    ruleSet: { forbidden: LAYER_RULES as IForbiddenRuleType[] },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  })
  if (typeof output === 'string') throw new Error(output)
  return output.summary.violations
}

describe('the table of layers', () => {
  it('refuses each kind of import it does not allow, type-only ones too, and nothing else', async () => {
    const found = (await violations()).map(({ from, rule }) => [from, rule.name])
    expect(found.map((pair) => pair.join(' ← ')).toSorted()).toEqual(EXPECTED.map((pair) => pair.join(' ← ')).toSorted())
  })

  it('says in each refusal what would be allowed', () => {
    const refusal = (name: string) => LAYER_RULES.find((rule) => 'name' in rule && rule.name === name)
    expect(refusal('engine/ports')).toMatchObject({ comment: 'engine/ports may import engine/contract, engine/core, engine/core/shared, beside itself (tools/layers.js).' })
    expect(refusal('engine/bus: package')).toMatchObject({ comment: expect.stringContaining('engine/bus may use these packages: nothing.') })
  })

  it('names only rows that exist', () => {
    const rows = Object.keys(LAYERS)
    const named = Object.values(LAYERS).flatMap(({ may }) => may).filter((name) => !name.endsWith('/*'))
    expect(named.filter((name) => !rows.includes(name))).toEqual([])
  })
})
