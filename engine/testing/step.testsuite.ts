import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Json } from '../contract/json'
import type { ErrorCode } from '../contract/errors'
import { toEngineError } from '../core/shared/engine-error'
import type { StepKind, StepOutcome } from '../ports/step-kind'
import { MAX_OUTPUT_BYTES } from '../ports/step-kind'
import type { TestContext } from './step-context'
import { stepContext } from './step-context'

export interface StepCase {
  readonly name: string
  readonly config: Json
  /** Makes what the step works on. */
  prepare?(context: TestContext): Promise<void>
}

/** What a kind is put to, to show that it keeps the promises of `StepKind`. */
export interface StepSuite {
  readonly kind: StepKind
  /** Ends well. */
  readonly good: readonly StepCase[]
  /** Refused by the schema. */
  readonly bad: readonly { readonly name: string; readonly config: Json }[]
  /** Fails when it runs. */
  readonly failing: readonly (StepCase & { readonly code: ErrorCode })[]
  /** Would take a minute or more; `started` tells when it is at work. Kinds that do everything at once have none. */
  readonly slow: readonly (StepCase & { readonly started?: (context: TestContext) => boolean })[]
  /** Would give out more than is allowed: the outcome is `output_too_large` or `file_too_large`, or is cut. */
  readonly tooLarge: readonly StepCase[]
}

const ABORT_WITHIN_MS = 1000

/** Runs a step as the attempt runner does: config through the schema, what is thrown as a failure. */
export async function runStep(kind: StepKind, config: Json, context: TestContext): Promise<StepOutcome> {
  try {
    return await kind.run(kind.config.parse(config), context)
  } catch (thrown) {
    if (context.signal.aborted) throw thrown
    const { code, message, retryable } = toEngineError(thrown)
    return { kind: 'failed', code, message, retryable }
  }
}

async function begin(each: StepCase): Promise<TestContext> {
  const context = await stepContext()
  await each.prepare?.(context)
  return context
}

/**
 * The promises of every kind of step, shown beside the kind and without an engine. What an engine adds to them (time limits,
 * masking, whatever an expression can give) is put to every kind of the registry in `conformance/`.
 */
export function describeStepKind({ kind, good, bad, failing, slow, tooLarge }: StepSuite): void {
  describe(`the step kind ${kind.kind}`, () => {
    it('tells what it is, with an example of itself', () => {
      expect(kind.kind).toMatch(/^[a-z][a-z_]*$/)
      expect(kind.title.length).toBeGreaterThan(3)
      expect(kind.summary).toMatch(/\.$/)
      expect(kind.example).toContain(`uses: ${kind.kind}`)
      expect(kind.defaults.timeoutMs).toBeGreaterThan(0)
    })

    it('has schemas that can be published', () => {
      expect(z.toJSONSchema(kind.config, { io: 'input', unrepresentable: 'any' })).toBeTypeOf('object')
      expect(z.toJSONSchema(kind.output, { unrepresentable: 'any' })).toBeTypeOf('object')
    })

    it.each(good)('succeeds, with the output it announces and nothing but JSON: $name', async (each) => {
      const outcome = await runStep(kind, each.config, await begin(each))
      if (outcome.kind === 'failed') expect.unreachable(outcome.message)
      else if (outcome.kind === 'succeeded' || outcome.kind === 'waiting') {
        expect(kind.output.safeParse(outcome.output).error).toBeUndefined()
        expect(JSON.parse(JSON.stringify(outcome.output))).toEqual(outcome.output)
      }
    })

    it.each([...bad, { name: 'an unknown key', config: { no_such_key: 1 } }, { name: 'a text', config: 'text' }])(
      'refuses a config with $name',
      ({ config }) => {
        expect(kind.config.safeParse(config).success).toBe(false)
      },
    )

    it.each(failing)('fails with the code $code: $name', async (each) => {
      const outcome = await runStep(kind, each.config, await begin(each))
      expect(outcome).toMatchObject({ kind: 'failed', code: each.code })
      if (outcome.kind === 'failed') expect(outcome.message.length).toBeGreaterThan(10)
    })

    it.each(good)('does nothing once aborted: $name', async (each) => {
      const context = await begin(each)
      context.abort.abort(new Error('called off'))
      await expect(runStep(kind, each.config, context)).rejects.toThrow('called off')
    })

    it.each(slow)('stops within a second of the abort: $name', async (each) => {
      const context = await begin(each)
      const running = runStep(kind, each.config, context)
      const ended = expect(running).rejects.toThrow('called off')
      await expect.poll(() => each.started?.(context) ?? true, { timeout: 5000 }).toBe(true)
      const at = performance.now()
      context.abort.abort(new Error('called off'))
      await ended
      expect(performance.now() - at).toBeLessThan(ABORT_WITHIN_MS)
    })

    it.each(tooLarge)(
      'bounds what it gives out: $name',
      async (each) => {
        const outcome = await runStep(kind, each.config, await begin(each))
        if (outcome.kind === 'failed') expect(['output_too_large', 'file_too_large']).toContain(outcome.code)
        else if (outcome.kind === 'succeeded' || outcome.kind === 'waiting') expect(JSON.stringify(outcome.output).length).toBeLessThan(MAX_OUTPUT_BYTES)
        else expect.unreachable(outcome.kind)
      },
      30_000,
    )
  })
}
