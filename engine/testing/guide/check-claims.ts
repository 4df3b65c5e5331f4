import { expect } from 'vitest'
import type { Json, JsonObject } from '../../contract/json'
import type { RunDetail } from '../../contract/run'
import type { EngineHarness } from '../engine-harness'
import { type Claim, type Example, givenInput } from './read-guide'
import { type Outcome, startRun, statusesOf } from './world'

/** Compares what an example claims with what came of it; runs it in the harness where no script did. */
export async function checkExample({ text, claims }: Example, outcome: Outcome, harness: EngineHarness): Promise<void> {
  const runs = new Map<string, Promise<RunDetail>>()
  const runOf = (when: string): Promise<RunDetail> => {
    const driven = when === '' ? outcome.run : outcome.cases?.[when]
    const known = runs.get(when) ?? (driven === undefined ? play(when) : Promise.resolve(driven))
    runs.set(when, known)
    return known
  }
  const play = async (when: string) => harness.ended(await startRun(harness.engine.client, { text }, inputOf(when)))
  for (const claim of claims) {
    if (claim.kind === 'gives') expect(await givenBy(await runOf(claim.when), claim.step, harness), said(claim)).toEqual(claim.value)
    else if (claim.kind === 'ends') expectEnd(await runOf(claim.when), claim)
    else if (claim.kind === 'refused') expect(outcome.refused?.[claim.when] ?? (await refusalOf(harness, text, inputOf(claim.when))), said(claim)).toBe(claim.code)
    else expect(outcome.shown?.[claim.label], said(claim)).toEqual(claim.value)
  }
  expectAllTold(claims, outcome)
}

const said = (claim: Claim): string => JSON.stringify(claim)

function inputOf(when: string): JsonObject {
  const input = givenInput(when)
  if (input === null) throw new Error(`nothing in the test does what the guide says: "${when}"`)
  return input
}

async function givenBy(run: RunDetail, stepId: string | null, { engine }: EngineHarness): Promise<Json> {
  const step = run.steps.find((each) => each.stepId === stepId)
  const output = step === undefined ? run.output : (await engine.client.runs.step({ stepRunId: step.id })).output
  if (output.kind !== 'json') throw new Error(`${stepId ?? 'the run'} gave out ${output.kind}; ${run.externalId} has ${run.status}: ${run.error?.message ?? ''}`)
  return output.value
}

function expectEnd(run: RunDetail, claim: Extract<Claim, { kind: 'ends' }>): void {
  expect({ status: run.status, code: run.error?.code ?? null }, said(claim)).toEqual({ status: claim.status, code: claim.code })
  if (claim.steps !== null) expect(statusesOf(run)).toEqual(claim.steps)
}

async function refusalOf({ engine: { client } }: EngineHarness, text: string, input: JsonObject): Promise<string> {
  return startRun(client, { text }, input).then(
    () => 'not refused',
    (thrown: { code: string }) => thrown.code,
  )
}

/** What a script shows and the guide does not tell was once told: somebody forgot one of the two. */
function expectAllTold(claims: readonly Claim[], { cases = {}, shown = {}, refused = {} }: Outcome): void {
  const told = claims.map((claim) => (claim.kind === 'shows' ? claim.label : claim.when))
  expect([...Object.keys(cases), ...Object.keys(shown), ...Object.keys(refused)].filter((each) => !told.includes(each)), 'what the guide does not tell').toEqual([])
}
