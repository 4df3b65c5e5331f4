/** Scripts for `sh -c` that do not want to end. Each prints `up` when all of it is there. */
export interface StubbornCommand {
  /** … is what it does. */
  readonly name: string
  readonly body: string
}

export const STUBBORN_COMMANDS: readonly StubbornCommand[] = [
  { name: 'simply waits', body: 'echo up; sleep 60' },
  { name: 'ignores the polite signal', body: "trap '' TERM INT HUP; echo up; while :; do sleep 60; done" },
  { name: 'has children and grandchildren', body: 'sh -c "sleep 60 & sh -c \\"sleep 61 & echo up; wait\\"; wait"' },
  { name: 'leaves its session', body: 'setsid sh -c "trap \'\' TERM; echo up; sleep 60; sleep 60"' },
  { name: 'forks twice into another session and holds the pipe', body: '(setsid sh -c "trap \'\' TERM; echo up; sleep 60; sleep 61" &) ; sleep 60' },
  { name: 'wipes its environment', body: 'env -i PATH="$PATH" sh -c "trap \'\' TERM; echo up; sleep 60; sleep 61"' },
  { name: 'is stopped', body: 'echo up; kill -STOP $$' },
  { name: 'forks all the time', body: 'echo up; while :; do sleep 60 & sleep 0.01; done' },
  { name: 'floods its output', body: 'echo up; yes' },
  { name: 'prints what is no text', body: "echo up; while :; do printf 'a\\000b\\033[31mred\\377'; done" },
]

/** A pipeline of one step that runs it. */
export const stubbornPipeline = (name: string, body: string): string =>
  JSON.stringify({ name, steps: [{ id: 'run', uses: 'shell', retry: { attempts: 1 }, with: { command: ['sh', '-c', body] } }] })
