/** Pipelines that the tests of the command line run. */

export const GREET = `
name: greet
inputs:
  names: { type: array, default: [Ada, Grace] }
  times: { type: integer, default: 1 }
steps:
  - id: greet
    uses: script
    map: { over: inputs.names }
    with: { code: "return 'Hello ' + input.name", input: { name: "\${{ item }}" } }
  - id: say
    uses: shell
    needs: [greet]
    with: { command: [sh, -c, 'echo "it said: $1"; pwd', sh, "\${{ steps.greet.output[0] }}"] }
outputs:
  greetings: "\${{ steps.greet.output }}"
  times: "\${{ inputs.times }}"
`

export const FAILING = `
name: failing
steps:
  - { id: good, uses: shell, with: { command: ["true"] } }
  - { id: bad, uses: shell, needs: [good], with: { command: [sh, -c, "echo the reason >&2; exit 3"] } }
  - { id: never, uses: shell, needs: [bad], with: { command: ["true"] } }
`

export const BROKEN = `name: broken
steps:
  - id: one
    uses: shel
    with: { command: ["true"] }
  - id: two
    uses: shell
    neds: [one]
    needs: [nobody]
    with: { command: "true" }
`

/** Waits for a person. */
export const ASKING = `
name: asking
steps:
  - { id: ask, uses: approval, with: { question: "Send it?" } }
`

/** Says its process ids, its own and a child's, and sleeps far longer than any test. */
export const SLEEPER = `
name: sleeper
steps:
  - id: nap
    uses: shell
    with: { command: [sh, -c, 'sleep 600 & echo "pids $$ $!"; wait'] }
  - { id: after, uses: shell, needs: [nap], with: { command: ["true"] } }
`

/** Waits, in a file called waiter.yaml, for as long as that is there: also when nobody is left to end it, it ends with its test. */
export const WAITER = `
name: waiter
steps:
  - id: wait
    uses: shell
    with: { command: [sh, -c, 'echo begun; while test -e waiter.yaml; do sleep 0.1; done'] }
`

/** Goes on when the file that its input names is there. */
export const GATED = `
name: gated
inputs: { gate: { type: string, required: true } }
steps:
  - id: before
    uses: shell
    with: { command: [echo, "now waiting"] }
  - id: gate
    uses: shell
    needs: [before]
    with: { command: [sh, -c, 'until test -e "$1"; do sleep 0.05; done; echo open', sh, "\${{ inputs.gate }}"] }
outputs: { done: "all of it" }
`
