import * as z from 'zod'
import { batches, command, query, stream } from '../define-api'
import { runEvent } from '../events'
import { id, jsonObject, time } from '../json'
import { logLine } from '../log'
import { cancelReceipt, liveText, run, runDetail, runFile, runFilter, runStarter, runStatistics, startedRun } from '../run'
import { stepRun, stepRunDetail, stepStatus } from '../step'

const oneRun = z.object({ runId: id })
/** Names with `/` between, from the run's folder. */
const filePath = z.string().min(1).max(4096)
const afterSeq = z.int().min(0).default(0)
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
      }),
    )
    .output(startedRun),
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
