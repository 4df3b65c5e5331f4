import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nativeImage, type NativeImage } from 'electron'
import type { TrayState } from './tray-model'

/** tools/draw-tray-icons.mjs draws them: white signs on grounds of colour, and black ones that macOS colours itself. */
export function trayImage(folder: string, state: TrayState, platform: string = process.platform): NativeImage {
  // By its name macOS knows a template, and each system finds the sharper one beside it.
  if (platform === 'darwin') return nativeImage.createFromPath(join(folder, `${state}Template.png`))
  if (platform === 'win32') return nativeImage.createFromPath(join(folder, `${state}.png`))
  // Panels of Linux scale one picture to their height: they are given the large one.
  return nativeImage.createFromBuffer(readFileSync(join(folder, `${state}@2x.png`)))
}
