import { createContext, useContext } from 'react'

/** What to start: the dialog asks for the inputs, filled in with `input` where given. */
export interface StartRunRequest {
  /** Id or name. */
  readonly pipeline: string
  /** The current version unless given. */
  readonly version?: number
  readonly input?: Readonly<Record<string, unknown>>
  /** Start at once, without a dialog, when every input has a value of its own. */
  readonly atOnce?: true
}

/** app/ provides it: any page may ask for the start dialog without knowing where it lives. */
export const StartRunContext = createContext<(request: StartRunRequest) => void>(() => undefined)

export const useStartRun = (): ((request: StartRunRequest) => void) => useContext(StartRunContext)
