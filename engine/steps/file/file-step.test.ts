import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Json } from '../../contract/json'
import { DocumentPool } from '../../connectors/documents/document-pool'
import { docx, paragraph } from '../../testing/docx'
import type { TestContext } from '../../testing/step-context'
import { stepContext } from '../../testing/step-context'
import { describeStepKind, runStep } from '../../testing/step.testsuite'
import { fileStep } from './file-step'

// Threads and processes on a busy machine.
vi.setConfig({ testTimeout: 30_000 })

const documents = new DocumentPool(new URL('../../connectors/documents/document-worker.ts', import.meta.url), 1)
afterAll(() => documents.close())
const kind = fileStep(documents)

const withFile =
  (name: string, content: string | Buffer) =>
  async ({ folders }: TestContext): Promise<void> => {
    await mkdir(join(folders.pipeline, name, '..'), { recursive: true })
    await writeFile(join(folders.pipeline, name), content)
  }

const withLargeFile =
  (bytes: number, name = 'large') =>
  async ({ folders }: TestContext): Promise<void> => {
    await writeFile(join(folders.pipeline, name), '')
    await truncate(join(folders.pipeline, name), bytes)
  }

describeStepKind({
  kind,
  good: [
    { name: 'read', config: { action: 'read', path: 'a.txt' }, prepare: withFile('a.txt', 'ü') },
    { name: 'read JSON', config: { action: 'read', path: 'a', as: 'json' }, prepare: withFile('a', '{"a":1}') },
    { name: 'read CSV', config: { action: 'read', path: 'a', as: 'csv' }, prepare: withFile('a', 'a,b\n1,2\n') },
    { name: 'read bytes', config: { action: 'read', path: 'a', as: 'base64' }, prepare: withFile('a', Buffer.from([0, 255])) },
    { name: 'write text', config: { action: 'write', path: 'x/y/z.txt', text: 'z' } },
    { name: 'write JSON', config: { action: 'write', path: 'z.json', json: null } },
    { name: 'append', config: { action: 'write', path: 'log.txt', text: 'z', mode: 'append' } },
    { name: 'copy', config: { action: 'copy', from: 'a', to: 'b/c' }, prepare: withFile('a', 'x') },
    { name: 'list', config: { action: 'list' }, prepare: withFile('sub/a', 'x') },
    { name: 'glob', config: { action: 'glob', patterns: '**/*' }, prepare: withFile('sub/a', 'x') },
    { name: 'hash', config: { action: 'hash', path: 'a' }, prepare: withFile('a', 'x') },
    { name: 'parse Markdown', config: { action: 'parse', path: 'a.md' }, prepare: withFile('a.md', '# T\n\nx') },
    { name: 'read YAML', config: { action: 'read', path: 'a', as: 'yaml' }, prepare: withFile('a', 'a: [1, yes]') },
    { name: 'parse YAML', config: { action: 'parse', path: 'a.yml' }, prepare: withFile('a.yml', '- 1') },
    { name: 'parse JSON', config: { action: 'parse', path: 'a.json' }, prepare: withFile('a.json', '[1]') },
    {
      name: 'parse DOCX',
      config: { action: 'parse', path: 'a.docx' },
      prepare: async (context) => withFile('a.docx', await docx(paragraph('Title', 'Heading1')))(context),
    },
    { name: 'parse CSV', config: { action: 'parse', path: 'a.csv' }, prepare: withFile('a.csv', 'a\n1') },
  ],
  bad: [
    { name: 'no action', config: { path: 'a' } },
    { name: 'an action that is none', config: { action: 'delete', path: 'a' } },
    { name: 'no path', config: { action: 'read' } },
    { name: 'text and JSON', config: { action: 'write', path: 'a', text: '', json: 1 } },
    { name: 'nothing to write', config: { action: 'write', path: 'a' } },
    { name: 'no pattern', config: { action: 'glob', patterns: [] } },
  ],
  failing: [
    { name: 'missing', config: { action: 'read', path: 'gone.txt' }, code: 'file_not_found' },
    { name: 'missing folder', config: { action: 'list', path: 'gone' }, code: 'file_not_found' },
    { name: 'folder read as a file', config: { action: 'read', path: '.' }, code: 'file_unreadable' },
    { name: 'folder overwritten', config: { action: 'write', path: '.', text: '' }, code: 'file_unwritable' },
    { name: 'outside', config: { action: 'read', path: '/etc/hostname' }, code: 'path_outside_root' },
    { name: 'write outside', config: { action: 'write', path: '../x', text: '' }, code: 'path_outside_root' },
    { name: 'glob outside', config: { action: 'glob', folder: '..', patterns: '*' }, code: 'path_outside_root' },
    { name: 'pattern outside', config: { action: 'glob', patterns: '../*' }, code: 'step_config_invalid' },
    { name: 'write what is there', config: { action: 'write', path: 'a', text: '', mode: 'fail' }, prepare: withFile('a', 'x'), code: 'file_exists' },
    { name: 'copy onto itself', config: { action: 'copy', from: 'a', to: 'a' }, prepare: withFile('a', 'x'), code: 'step_config_invalid' },
    { name: 'no JSON', config: { action: 'read', path: 'a', as: 'json' }, prepare: withFile('a', '{'), code: 'parse_failed' },
    { name: 'no YAML', config: { action: 'read', path: 'a', as: 'yaml' }, prepare: withFile('a', 'a: [1'), code: 'parse_failed' },
    { name: 'deep YAML', config: { action: 'read', path: 'a', as: 'yaml' }, prepare: withFile('a', '['.repeat(100_000)), code: 'parse_failed' },
    { name: 'deep JSON', config: { action: 'read', path: 'a', as: 'json' }, prepare: withFile('a', '['.repeat(100_000)), code: 'parse_failed' },
    { name: 'no UTF-8', config: { action: 'read', path: 'a' }, prepare: withFile('a', Buffer.from([0xff])), code: 'parse_failed' },
    { name: 'no text', config: { action: 'parse', path: 'a' }, prepare: withFile('a', Buffer.from([1, 0])), code: 'parse_failed' },
    { name: 'no DOCX', config: { action: 'parse', path: 'a.docx' }, prepare: withFile('a.docx', 'PK'), code: 'parse_failed' },
    { name: 'no PDF', config: { action: 'parse', path: 'a.pdf' }, prepare: withFile('a.pdf', '%PDF-'), code: 'parse_failed' },
    {
      name: 'too many files',
      config: { action: 'glob', patterns: '*', limit: 1 },
      prepare: async (context) => {
        await withFile('a', '')(context)
        await withFile('b', '')(context)
      },
      code: 'output_too_large',
    },
  ],
  slow: [
    { name: 'hash', config: { action: 'hash', path: 'large' }, prepare: withLargeFile(200 * 1024 ** 3) },
    { name: 'copy', config: { action: 'copy', from: 'large', to: 'copy' }, prepare: withLargeFile(200 * 1024 ** 3) },
    { name: 'parse', config: { action: 'parse', path: 'a.md' }, prepare: withFile('a.md', '_a'.repeat(1_000_000)) },
  ],
  tooLarge: [
    { name: 'read', config: { action: 'read', path: 'large' }, prepare: withLargeFile(64 * 1024 * 1024 + 1) },
    { name: 'parse', config: { action: 'parse', path: 'large' }, prepare: withLargeFile(1024 ** 3) },
    { name: 'base64', config: { action: 'read', path: 'large', as: 'base64' }, prepare: withLargeFile(60 * 1024 * 1024) },
    { name: 'text', config: { action: 'parse', path: 'a.txt' }, prepare: withFile('a.txt', 'x'.repeat(30 * 1024 * 1024)) },
  ],
})

const run = async (context: TestContext, config: Json) => runStep(kind, config, context)

describe('writing', () => {
  it('replaces a file whole, keeps its mode, and leaves no draft behind', async () => {
    const context = await stepContext()
    const path = join(context.folders.pipeline, 'a.txt')
    await writeFile(path, 'old', { mode: 0o640 })
    await chmod(path, 0o640)
    expect(await run(context, { action: 'write', path: 'a.txt', text: 'new' })).toEqual({
      kind: 'succeeded',
      output: { path, bytes: 3, sha256: '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437' },
    })
    expect(await readFile(path, 'utf8')).toBe('new')
    expect((await stat(path)).mode & 0o777).toBe(0o640)
    expect(await readdir(context.folders.pipeline)).toEqual(['a.txt'])
  })

  it('makes folders, indents JSON, and appends', async () => {
    const context = await stepContext()
    await run(context, { action: 'write', path: 'x/a.json', json: { b: [1] } })
    await run(context, { action: 'write', path: 'x/a.json', text: 'more', mode: 'append' })
    expect(await readFile(join(context.folders.pipeline, 'x/a.json'), 'utf8')).toBe('{\n  "b": [\n    1\n  ]\n}\nmore')
  })

  it('never goes through a link that leads out', async () => {
    const context = await stepContext()
    const other = await stepContext()
    const target = join(other.folders.pipeline, 'target.txt')
    await writeFile(target, 'safe')
    await symlink(target, join(context.folders.pipeline, 'link.txt'))
    await symlink(join(other.folders.pipeline, 'new.txt'), join(context.folders.pipeline, 'dangling.txt'))
    for (const path of ['link.txt', 'dangling.txt']) {
      for (const mode of ['overwrite', 'append', 'fail']) {
        expect(await run(context, { action: 'write', path, text: 'x', mode })).toMatchObject({ kind: 'failed', code: 'path_outside_root' })
      }
    }
    expect(await readFile(target, 'utf8')).toBe('safe')
    expect(await readdir(other.folders.pipeline)).toEqual(['target.txt'])
  })

  // A small disk of one's own takes the rights of root.
  it.skipIf(process.getuid?.() !== 0)('says when the disk is full, and leaves nothing half-done', async () => {
    const context = await stepContext()
    const disk = join(context.folders.pipeline, 'disk')
    await mkdir(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk])
    try {
      await writeFile(join(disk, 'a.txt'), 'old')
      const outcome = await run(context, { action: 'write', path: 'disk/a.txt', text: 'x'.repeat(1_000_000) })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'storage_full', retryable: true })
      expect(await readdir(disk)).toEqual(['a.txt'])
      expect(await readFile(join(disk, 'a.txt'), 'utf8')).toBe('old')
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('reading', () => {
  it('does not wait for the other end of a pipe', async () => {
    const context = await stepContext()
    execFileSync('mkfifo', [join(context.folders.pipeline, 'pipe')])
    expect(await run(context, { action: 'read', path: 'pipe' })).toMatchObject({ kind: 'failed', code: 'file_unreadable' })
  })

  it('drops the mark at the beginning of a UTF-8 text', async () => {
    const context = await stepContext()
    await withFile('a', '\ufefftext')(context)
    expect(await run(context, { action: 'read', path: 'a' })).toMatchObject({ output: { text: 'text', bytes: 7 } })
  })
})

describe('finding', () => {
  it('gives files in the order of their names, and follows no link', async () => {
    const context = await stepContext()
    for (const name of ['b.md', 'a.md', 'sub/c.md', 'sub/.hidden.md', 'sub/d.txt']) await withFile(name, 'xy')(context)
    await symlink('/etc', join(context.folders.pipeline, 'etc'))
    const root = context.folders.pipeline
    expect(await run(context, { action: 'glob', patterns: ['**/*.md', 'etc/*'] })).toEqual({
      kind: 'succeeded',
      output: { folder: root, count: 3, files: ['a.md', 'b.md', 'sub/c.md'].map((name) => ({ name, path: join(root, name), bytes: 2 })) },
    })
    const listed = await run(context, { action: 'list' })
    expect(listed).toMatchObject({
      output: {
        entries: [{ name: 'a.md', type: 'file', bytes: 2 }, { name: 'b.md' }, { name: 'etc', type: 'link', bytes: null }, { name: 'sub', type: 'folder' }],
      },
    })
  })
})
