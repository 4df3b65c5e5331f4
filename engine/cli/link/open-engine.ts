import type { EngineClient } from '../../client/create-client'
import type { Logger } from '../../ports/logger'
import { EngineError } from '../../core/shared/engine-error'
import type { EngineConfig } from '../../host/create-engine'
import { dataIn } from '../../host/data-folder'
import { ownerPid } from '../../host/folder-owner'
import { attach } from './attach'
import type { EngineLink } from './engine-link'
import { OwnerPatience, type Note, type Patience } from './owner-patience'

export interface EngineOptions extends Pick<EngineConfig, 'dataFolder' | 'version' | 'workers'> {
  /** False: an engine of this process only answers; what waits in its queues waits on. */
  readonly works: boolean
  /** Whether a data folder is made where there is none. */
  readonly begins: boolean
  readonly logger: Logger
  /** Only for tests. */
  readonly patience?: Patience
}

/**
 * The engine of a data folder: its owner's when it has one, else one in this process.
 * Throws what `createEngine` throws, and `file_not_found` where there is no data; `data_folder_in_use` means that the owner does not answer.
 */
export async function openEngine(options: EngineOptions, note: Note): Promise<EngineLink> {
  const { dataFolder } = options
  const patience = new OwnerPatience(dataFolder, note, options.patience)
  for (;;) {
    const attached = await attach(dataFolder, patience)
    if (attached !== null) return attached
    const own = await tryHost(options)
    if ('client' in own) return own
    if (own.code === 'file_not_found' && !(await isBeingMade(dataFolder))) throw own
    // An owner that has just come may still be on its way to its socket, one that leaves may still hold the folder.
    await patience.beforeNextLook()
  }
}

/** Whether data is there by now, or there is somebody who makes it: one that was killed on the way leaves its note. */
async function isBeingMade(folder: string): Promise<boolean> {
  const data = dataIn(folder)
  return data === 'there' || (data === 'being made' && (await ownerPid(folder)) !== null)
}

/** Whoever only looks makes nothing: a name that was mistyped must not become an empty data folder. */
const noData = (folder: string): EngineError =>
  new EngineError('file_not_found', `There is no Signalbox data in ${folder}: nothing has run there yet. \`signalbox run\` begins it; --data or SIGNALBOX_DATA names another folder.`)

/** The error is returned, not thrown, when someone else has the folder, or there is nothing in it. */
export async function tryHost(options: EngineOptions): Promise<EngineLink | EngineError> {
  if (!options.begins && dataIn(options.dataFolder) !== 'there') return noData(options.dataFolder)
  try {
    return await host(options)
  } catch (thrown) {
    if (thrown instanceof EngineError && thrown.code === 'data_folder_in_use') return thrown
    throw thrown
  }
}

async function host({ works, ...config }: EngineOptions): Promise<EngineLink> {
  // Loaded only when needed: most of the program is in there.
  const { createEngine } = await import('../../host/create-engine')
  const engine = await createEngine({ ...config, examplesFolder: null, works })
  return { client: engine.client, owner: 'this', doubt: await doubtOf(engine.client), lost: new Promise(() => undefined), isLost: () => false, close: () => engine.stop() }
}

async function doubtOf(client: EngineClient): Promise<EngineLink['doubt']> {
  try {
    const { health } = await client.engine.status()
    return health.state === 'degraded' ? health.error : null
  } catch {
    // Of a table that cannot be read hears whoever asks for it; others can be answered.
    return null
  }
}
