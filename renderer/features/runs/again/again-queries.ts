import { defineQuery } from '../../../engine/define-query'

export interface RerunQuestion {
  readonly run: string
  /** Null: only what failed, was not finished, or has changed. */
  readonly from: string | null
  /** Of mapped steps, only the items that failed; without `from` also where their step went on. */
  readonly failedItems: boolean
  /** Null: the run's own version. */
  readonly text: string | null
}

export const rerunInput = ({ run, from, failedItems, text }: RerunQuestion) => ({ run, ...(from !== null && { from }), ...(failedItems && { failedItems }), ...(text !== null && { text }) })

/** What a rerun would take over and run; nothing is stored. */
export const getPlan = defineQuery((client, question: RerunQuestion, signal) => client.runs.previewRerun(rerunInput(question), { signal }))

/** The definition that a run was made by, and which version is the newest. */
export const getDefinition = defineQuery(async (client, { pipeline, version }: { readonly pipeline: string; readonly version: number }, signal) => {
  const { text, versions } = await client.pipelines.get({ pipeline, version }, { signal })
  return { text, newest: Math.max(version, ...versions.map(({ number }) => number)) }
})

export const checkDefinition = defineQuery((client, text: string, signal) => client.pipelines.validate({ text }, { signal }))
