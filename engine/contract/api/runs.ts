import * as z from 'zod'
import { batches, command, query, stream } from '../define-api'
import { runEvent } from '../events'
import { id, jsonObject, time } from '../json'
import { logLine } from '../log'
import { rerunPlan } from '../rerun'
import { cancelReceipt, liveText, run, runDetail, runFile, runFilter, runStarter, runStatistics, startedRun } from '../run'
import { why } from '../why'
import { stepRun, stepRunDetail, stepStatus } from '../step'
import { MAX_PIPELINE_TEXT } from './pipelines'

const oneRun = z.object({ runId: id })
/** Names with `/` between, from the run's folder. */
const filePath = z.string().min(1).max(4096)
const afterSeq = z.int().min(0).default(0)
const idempotencyKey = z.string().min(1).max(200).optional()

/** Who asks for a run that is made from an earlier one; the same key asks for the same run. */
const again = { idempotencyKey, startedBy: runStarter.default('person') }

const rerun = {
  /** Id or external id of the earlier run. */
  run: z.string().min(1).max(200),
  /** The step that runs in any case, with all behind it. Without it only what failed, was not finished, or has changed. */
  from: z.string().max(200).optional(),
  /**
   * Of a mapped step to run from, the items that succeeded are kept, where the list holds the same; without `from`, items
   * that failed where their step went on (`on_item_error: continue`) are done again too.
   */
  failedItems: z.boolean().optional(),
  /** The earlier run's own version unless given. */
  version: z.int().min(1).optional(),
  /** A changed definition of the same pipeline, in place of a version. */
  text: z.string().max(MAX_PIPELINE_TEXT).optional(),
  /** The same as before unless given. */
  input: jsonObject.optional(),
}

const window = { skip: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }

export const runsApi = {
  /**
   * Starts the pipeline's current version, or the one given. The same idempotency key with the same input returns the same run.
   * Throws `pipeline_not_found`, `input_invalid`, and `idempotency_conflict` when the key came with another input or version.
   */
  start: command('run')
    .input(
      z.object({
        /** Id or name. */
        pipeline: z.string().min(1).max(200),
        version: z.int().min(1).optional(),
        /** 1 MiB of JSON at most, 200 levels deep: larger values go into a file. */
        input: jsonObject.default({}),
        idempotencyKey: z.string().min(1).max(200).optional(),
        priority: z.int().min(-100).max(100).default(0),
        startedBy: runStarter.default('person'),
        /** Steps with a `cache` do their work anew; what they give out takes the place of what is kept. */
        noCache: z.boolean().default(false),
      }),
    )
    .output(startedRun),
  /**
   * Starts a new run that goes on where a failed or cancelled one stopped: what succeeded is taken over, of mapped steps also
   * the items that succeeded, where the list holds the same value at the same place. Items that failed are done again, and so
   * is what needs them, also where their step went on without them; a run that a failed step had started is retried likewise.
   * Throws `run_not_found`, `run_not_finished`, `nothing_to_run`, `pipeline_not_found`, `idempotency_conflict`.
   */
  retry: command('run').input(z.object({ run: rerun.run, ...again })).output(startedRun),
  /**
   * What `rerun` with the same arguments would take over, run and drop, and what that saves and costs; stores nothing.
   * Throws what `rerun` throws, but `nothing_to_run`.
   */
  previewRerun: query('run').input(z.object(rerun)).output(rerunPlan),
  /**
   * Starts a new run that does a step, and all behind it, anew, or whatever a changed definition or input has changed; all else
   * is taken over. A changed text is stored as a new version first.
   * Throws `run_not_found`, `run_not_finished`, `nothing_to_run`, `pipeline_not_found`, `pipeline_invalid`, `input_invalid`,
   * `request_invalid` when there is no such step, and `idempotency_conflict`.
   */
  rerun: command('run').input(z.object({ ...rerun, ...again })).output(startedRun),
  /** Newest first. `skip` counts from the newest run that matches; `total` is how many match. */
  list: query()
    .input(z.object({ filter: runFilter.default({}), ...window }))
    .output(z.object({ items: z.array(run), total: z.int() })),
  /** Takes an id or an external id. Throws `run_not_found`. */
  get: query().input(z.object({ run: z.string().min(1).max(200) })).output(runDetail),
  /** Every event after `afterSeq`, then each new one, without gap or repeat; ends after the run's last event. Throws `run_not_found`. */
  watch: stream().input(oneRun.extend({ afterSeq })).output(batches(runEvent)),
  /**
   * Aborts what runs; answers when nothing of it is alive, or after two seconds with what is known by then.
   * Throws `run_not_found`, `run_already_finished`.
   */
  cancel: command('run').input(oneRun).output(cancelReceipt),
  /**
   * From now on nothing of the run begins; what is at work goes on to its end, and timers run on. Once more changes nothing.
   * Throws `run_not_found`, `run_already_finished`.
   */
  pause: command('run').input(oneRun).output(run),
  /** Goes on exactly where it was paused; nothing happens when it was not. Throws `run_not_found`, `run_already_finished`. */
  resume: command('run').input(oneRun).output(run),
  /**
   * The one thing that the run waits for and what frees it, or how it has ended; and the same of each open step, or item, 200 at most.
   * Takes an id or an external id. Throws `run_not_found`.
   */
  why: query().input(z.object({ run: z.string().min(1).max(200) })).output(z.object({ why: why.nullable(), steps: z.array(why) })),
  /** The items of a mapped step, in the order of its list; none when there is no such run or step. */
  items: query()
    .input(z.object({ runId: id, stepId: z.string(), statuses: z.array(stepStatus).optional(), ...window }))
    .output(z.object({ items: z.array(stepRun), total: z.int() })),
  /** A step, or an item of a mapped one, with its attempts, input and output. Throws `step_run_not_found`. */
  step: query().input(z.object({ stepRunId: id })).output(stepRunDetail),
  /** A page of the log, from `afterSeq` on; narrow it to one step, or one item. Throws `run_not_found`. */
  log: query()
    .input(oneRun.extend({ afterSeq, stepId: z.string().optional(), stepRunId: id.optional(), limit: z.int().min(1).max(10_000).default(1000) }))
    .output(z.object({ lines: z.array(logLine), lastSeq: z.int() })),
  /** Every log line after `afterSeq`, then each new one; ends with the run. Throws `run_not_found`. */
  watchLog: stream().input(oneRun.extend({ afterSeq })).output(batches(logLine)),
  /**
   * What a step, or an item, gives out while it works, from `afterOffset` on; another number of `attempt` begins anew at 0.
   * Waits for a step that has not begun; ends with the step. Kept no longer than the attempt: what counts is its output and log.
   */
  watchText: stream().input(z.object({ stepRunId: id, attempt: z.int().min(0).default(0), afterOffset: z.int().min(0).default(0) })).output(batches(liveText)),
  /** What runs came to over time: `buckets` equal stretches from `since` until `until` (now unless given; may lie ahead, as the end of today does). */
  statistics: query()
    .input(z.object({ since: time, until: time.optional(), buckets: z.int().min(1).max(200), pipelineId: id.optional() }))
    .output(z.object({ stretches: z.array(runStatistics), stretchMs: z.number() })),
  /** What the run wrote into its own folder, by path, 1,000 files a page: `next` is the `after` of the next one, null at the end. Throws `run_not_found`. */
  files: query()
    .input(oneRun.extend({ after: filePath.optional() }))
    .output(z.object({ files: z.array(runFile), next: z.string().nullable().default(null) })),
  /** Text of one such file, 256 KiB at most a call. Throws `run_not_found`, `file_not_found`, `file_unreadable`. */
  readFile: query()
    .input(oneRun.extend({ path: filePath, offset: z.int().min(0).default(0) }))
    .output(z.object({ text: z.string(), bytes: z.int(), nextOffset: z.int().nullable() })),
}
