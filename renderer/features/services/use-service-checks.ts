import { useState } from 'react'
import type { CallFailure } from '../../engine/call-failure'
import { useCommand } from '../../engine/use-command'

export interface ServiceChecking {
  /** Looks at each of them now. */
  readonly check: (names: readonly string[]) => Promise<void>
  /** Those that are being looked at. */
  readonly busy: ReadonlySet<string>
  /** Why the last look at one could not even be taken, by name. */
  readonly failures: ReadonlyMap<string, CallFailure>
  readonly off: string | undefined
}

const AT_ONCE = 6

/** Checks services when asked to, a few at a time. */
export function useServiceChecks(onChecked: () => void): ServiceChecking {
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set())
  const [failures, setFailures] = useState<ReadonlyMap<string, CallFailure>>(new Map())
  const command = useCommand((client, name: string, signal) => client.services.check({ name }, { signal }))

  const checkOne = async (name: string): Promise<void> => {
    const result = await command.run(name)
    setFailures((before) => new Map([...before].filter(([other]) => other !== name).concat(result.ok ? [] : [[name, result.failure]])))
    setBusy((before) => new Set([...before].filter((other) => other !== name)))
    onChecked()
  }
  const check = async (names: readonly string[]): Promise<void> => {
    setBusy((before) => new Set([...before, ...names]))
    const waiting = [...names]
    const lane = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await checkOne(name)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
  }
  return { check, busy, failures, off: command.off }
}
