import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SettingsFile } from './settings-file'

const DEFAULTS = { theme: 'system', window: null, trayExplained: false }
const window = { x: -10, y: 20, width: 1000, height: 700, maximized: true }

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'))
  path = join(folder, 'desktop', 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the settings file', () => {
  it('gives the defaults when there is none', () => {
    expect(new SettingsFile(path).settings).toEqual(DEFAULTS)
  })

  it('keeps changes for the next start, and nothing beside the file', () => {
    new SettingsFile(path).change({ window })
    new SettingsFile(path).change({ theme: 'dark' })
    expect(new SettingsFile(path).settings).toEqual({ ...DEFAULTS, theme: 'dark', window })
    expect(readdirSync(join(folder, 'desktop'))).toEqual(['settings.json'])
  })

  it('falls back to the defaults for what it cannot understand, and keeps the rest', () => {
    new SettingsFile(path).change({ theme: 'dark' })
    writeFileSync(path, '{"theme":"dark","window":{"x":"left"},"from":"a newer version"}')
    expect(new SettingsFile(path).settings).toEqual({ ...DEFAULTS, theme: 'dark' })
    writeFileSync(path, '{"theme":')
    expect(new SettingsFile(path).settings).toEqual(DEFAULTS)
  })
})
