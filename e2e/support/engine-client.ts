import { expect } from '@playwright/test'
import { attach } from '../../engine/cli/link/attach'
import type { EngineClient } from '../../engine/client/create-client'

interface FolderClient {
  readonly client: EngineClient
  close(): Promise<void>
}

/** The contract, called past the screens: over the socket in the data folder, as the command line does. */
export async function clientOf(dataFolder: string): Promise<FolderClient> {
  let link: FolderClient | null = null
  await expect.poll(async () => (link ??= await attach(dataFolder)) !== null, { message: `an engine answers in ${dataFolder}` }).toBe(true)
  if (link === null) throw new Error(`No engine answers in ${dataFolder}.`)
  return link
}
