import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { listPackage } from '@electron/asar'
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@playwright/test'
import { engineState, waitUntilLive } from '../support/engine-states'
import { removeDataFolder, temporaryDataFolder } from '../support/launch-app'
import { launchPackagedApp, packageApp, PACKAGED_PROGRAM } from '../support/packaged-app'

test.skip(process.platform !== 'linux', 'packages for Linux')

test.beforeAll(async () => {
  test.setTimeout(120_000)
  await packageApp()
})

test('every fuse is as electron.builder.yml sets it', async () => {
  const wire = await getCurrentFuseWire(PACKAGED_PROGRAM)
  const enabled = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE
  expect({
    runAsNode: enabled(FuseV1Options.RunAsNode),
    cookieEncryption: enabled(FuseV1Options.EnableCookieEncryption),
    nodeOptions: enabled(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    nodeInspect: enabled(FuseV1Options.EnableNodeCliInspectArguments),
    asarIntegrity: enabled(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyAsar: enabled(FuseV1Options.OnlyLoadAppFromAsar),
    ownSnapshot: enabled(FuseV1Options.LoadBrowserProcessSpecificV8Snapshot),
    fileProtocol: enabled(FuseV1Options.GrantFileProtocolExtraPrivileges),
  }).toEqual({ runAsNode: false, cookieEncryption: true, nodeOptions: false, nodeInspect: false, asarIntegrity: true, onlyAsar: true, ownSnapshot: false, fileProtocol: false })
})

test('the archive holds the built app and nothing of its sources', () => {
  const files = listPackage(join(dirname(PACKAGED_PROGRAM), 'resources/app.asar'), { isPack: false })
  expect(files).toEqual(
    expect.arrayContaining(['/out/main/index.cjs', '/out/main/engine.cjs', '/out/preload/index.cjs', '/out/renderer/index.html', '/resources/icon.png']),
  )
  expect(files.filter((file) => /\.(ts|tsx|map|c|cc|h)$/.test(file))).toEqual([])
})

test('the installed program is the command line too, without a display', async () => {
  const env = { ...process.env, DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const { stdout } = await promisify(execFile)(PACKAGED_PROGRAM, [...sandbox, '--cli', '--version'], { env })
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('the installed app starts, its engine is live, and closing the window ends it', async () => {
  const dataFolder = temporaryDataFolder()
  const app = await launchPackagedApp(dataFolder)
  await expect(app.page).toHaveURL(/^app:\/\/signalbox\//)
  await waitUntilLive(app.page)
  expect(await engineState(app.page)).toMatchObject({ state: 'live', restarts: 0 })
  expect(await app.close()).toBe(0)
  await removeDataFolder(dataFolder)
})
