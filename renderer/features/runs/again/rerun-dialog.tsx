import { useState } from 'react'
import { useLocation } from 'wouter'
import type { RunDetail } from '../../../../engine/contract/run'
import type { Problem } from '../../../../engine/contract/pipeline'
import { countsWords } from '../../../../engine/contract/rerun-words'
import { Button } from '../../../components/button'
import { Checkbox } from '../../../components/checkbox'
import { Dialog } from '../../../components/dialog'
import { ErrorState } from '../../../components/error-state'
import { Select } from '../../../components/select'
import { Tabs } from '../../../components/tabs'
import { toast } from '../../../components/toast'
import { useCommand } from '../../../engine/use-command'
import { useQuery } from '../../../engine/use-query'
import { checkDefinition, getDefinition, getPlan, rerunInput, type RerunQuestion } from './again-queries'
import { DefinitionTab } from './definition-tab'
import { PlanTab } from './plan-tab'
import styles from './rerun-dialog.module.css'
import { useSettled } from './use-settled'

type DialogTab = 'plan' | 'definition'

interface RerunDialogProps {
  readonly run: Omit<RunDetail, 'steps'>
  /** The step that was chosen; null: only what failed, was not finished, or is changed. */
  readonly from: string | null
  readonly onClose: () => void
}

const AFTER_TYPING_MS = 300
/** A select has no empty value, and no step is called so. */
const NO_STEP = '-'

/** Shows what a rerun would take over and run, lets the definition be changed, and starts it. */
export function RerunDialog({ run, from: chosen, onClose }: RerunDialogProps) {
  const [, go] = useLocation()
  const [tab, setTab] = useState<DialogTab>('plan')
  const [from, setFrom] = useState(chosen)
  const [failedItems, setFailedItems] = useState(false)
  const [edited, setEdited] = useState<string | null>(null)
  const choose = (step: string | null) => {
    setFrom(step)
    setFailedItems(false)
  }
  const settled = useSettled(edited, AFTER_TYPING_MS)
  const definition = useQuery(getDefinition, { pipeline: run.pipelineId, version: run.version })
  const question: RerunQuestion = { run: run.id, from, failedItems, text: settled }
  const plan = useQuery(getPlan, question, { keepPrevious: true })
  const checked = useQuery(checkDefinition, settled, { keepPrevious: true })
  const problems: readonly Problem[] = settled === null ? [] : (checked.data?.problems ?? [])
  // One key for one wish: another step or definition is another run.
  const [key, setKey] = useState({ of: '', key: '' })
  const start = useCommand((client, { asked, idempotencyKey }: { readonly asked: RerunQuestion; readonly idempotencyKey: string }, signal) =>
    client.runs.rerun({ ...rerunInput(asked), idempotencyKey }, { signal }),
  )
  const begin = async () => {
    const of = JSON.stringify(question)
    const next = key.of === of ? key : { of, key: crypto.randomUUID() }
    setKey(next)
    const result = await start.run({ asked: question, idempotencyKey: next.key })
    if (!result.ok) return
    toast.success(`${result.value.externalId} goes on from ${run.externalId}`)
    onClose()
    go(`/runs/${result.value.externalId}?`)
  }
  const data = plan.error === undefined ? plan.data : undefined
  const settling = edited !== settled || plan.loading
  const idle = data !== undefined && data.steps.every(({ fate }) => fate === 'reused')
  const steps = (data?.graph ?? run.graph).steps.filter(({ onFailure, uses }) => !onFailure && uses !== 'outputs')
  const hasItems = steps.some(({ id, mapped }) => mapped && (from === null || id === from))
  return (
    <Dialog
      open
      onClose={onClose}
      size="full"
      title={`Rerun ${run.externalId}`}
      description="A new run takes over what is still right, and does the rest."
      onSubmit={() => void begin()}
      outcome={start.failure === undefined ? undefined : <ErrorState look="inline" title="The run was not started" error={start.failure} />}
      actions={
        <>
          <span className={styles.counts} role="status">
            {data === undefined ? (plan.error === undefined ? 'Looking at what can be reused…' : '') : countsWords(data)}
          </span>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="main"
            type="submit"
            busy={start.busy}
            disabled={settling}
            disabledReason={start.off ?? (plan.error !== undefined ? plan.error.message : idle ? 'Nothing would run: choose a step, or change the definition.' : undefined)}
          >
            {data?.storesVersion === true ? `Save version ${data.version} and start` : 'Start the run'}
          </Button>
        </>
      }
    >
      <div className={styles.from}>
        <Select
          label="From"
          value={from ?? NO_STEP}
          onChange={(value) => choose(value === NO_STEP ? null : value)}
          options={[{ value: NO_STEP, label: 'only what failed, did not end, or is changed' }, ...steps.map(({ id }) => ({ value: id, label: id }))]}
        />
        {hasItems && (
          <Checkbox label={from === null ? 'Also items that failed where their step went on' : 'Only items that failed'} checked={failedItems} onChange={setFailedItems} />
        )}
      </div>
      <Tabs
        label="The rerun"
        className={styles.tabs ?? ''}
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'plan', label: 'What happens', content: <PlanTab run={run} plan={data} error={plan.error} settling={settling} onChoose={choose} onEdit={() => setTab('definition')} /> },
          {
            id: 'definition',
            label: 'Definition',
            count: problems.length === 0 ? undefined : problems.length,
            content: (
              <DefinitionTab
                run={run}
                definition={definition}
                text={edited}
                problems={problems}
                onChange={(text) => setEdited(text === definition.data?.text ? null : text)}
              />
            ),
          },
        ]}
      />
    </Dialog>
  )
}
