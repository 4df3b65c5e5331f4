import * as z from 'zod'
import { id } from './json'
import { usage } from './model'
import { graph } from './pipeline'
import { stepStatus } from './step'

/** Why a run was made from an earlier one: to go on where that one failed, or to do some of it anew. */
export const ORIGIN_KINDS = ['retry', 'rerun'] as const
export const originKind = z.enum(ORIGIN_KINDS)
export type OriginKind = z.infer<typeof originKind>

/**
 * chosen: it was asked for. changed: it, or what it is given, is not as it was. failed: it failed then. unfinished: it was
 * cancelled, or never begun. new: there was no such step. downstream: a step before it runs.
 */
export const RUN_REASONS = ['chosen', 'changed', 'failed', 'unfinished', 'new', 'downstream'] as const
export const runReason = z.enum(RUN_REASONS)
export type RunReason = z.infer<typeof runReason>

/** What some steps took in the earlier run. */
export const stepFigures = z.object({
  /** Work, summed over the steps (ms), though some may have run at once; what they waited for a person, a time or a place is not in it. */
  ms: z.number(),
  /** 0 when no model was called. */
  tokens: z.int(),
  /** Null when a model's price is not known. */
  usd: z.number().nullable(),
  /** Steps of which the earlier run tells nothing. */
  unknown: z.int(),
})
export type StepFigures = z.infer<typeof stepFigures>

const planned = {
  stepId: z.string(),
  name: z.string(),
  kind: z.string(),
  /** At work in the earlier run (ms), without what it waited; null when it has none to tell. */
  ms: z.number().nullable(),
  /** In the earlier run; null when no model was called, or nothing is known. */
  usage: usage.nullable(),
}

export const plannedStep = z.discriminatedUnion('fate', [
  /** Its output is taken over; or it stays skipped, as it was. */
  z.object({ ...planned, fate: z.literal('reused'), status: z.enum(['succeeded', 'skipped']) }),
  z.object({
    ...planned,
    fate: z.literal('runs'),
    why: runReason,
    /** The step that it is downstream of. */
    after: z.string().nullable(),
    /** It looks into the step cache first, and what it gives out may come from there. */
    mayUseCache: z.boolean(),
    /** Of a mapped step: items that succeeded, and are taken over where the list is as it was. */
    itemsKept: z.int(),
  }),
])
export type PlannedStep = z.infer<typeof plannedStep>

export const rerunPlan = z.object({
  /** The number that the version has, or would have. */
  version: z.int(),
  /** The changed definition is to be stored as that version first. */
  storesVersion: z.boolean(),
  /** As it will be, in the order of the file. */
  graph,
  steps: z.array(plannedStep),
  /** Steps of the earlier run that there are no more. */
  dropped: z.array(z.object({ stepId: z.string(), name: z.string(), status: stepStatus })),
  /** What the steps that are taken over took then. */
  saves: stepFigures,
  /** What the steps that run took then. */
  costs: stepFigures,
})
export type RerunPlan = z.infer<typeof rerunPlan>

/** A run among those that came of each other. */
export const relatedRun = z.object({ runId: id, externalId: z.string(), originRunId: id.nullable(), kind: originKind.nullable() })
export type RelatedRun = z.infer<typeof relatedRun>
