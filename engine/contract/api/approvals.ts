import * as z from 'zod'
import { approval, approvalDetail, approvalFilter, MAX_COMMENT } from '../approval'
import { command, query } from '../define-api'
import { id, json } from '../json'

export const approvalsApi = {
  /** Questions to people, newest first. `skip` counts from the newest that matches; `total` is how many match. */
  list: query()
    .input(z.object({ filter: approvalFilter.default({}), skip: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }))
    .output(z.object({ items: z.array(approval), total: z.int() })),
  /** One question with its evidence and the value that is asked about. Throws `approval_not_found`. */
  get: query().input(z.object({ approvalId: id })).output(approvalDetail),
  /** What keeps a value from the schema of the question, in words; empty when nothing does. Throws `approval_not_found`. */
  check: query().input(z.object({ approvalId: id, value: json })).output(z.object({ findings: z.array(z.string()) })),
  /**
   * Answers a question; exactly one answer ever counts. `value` replaces the one that was asked about, and must satisfy its schema.
   * Throws `approval_not_found`, `approval_already_answered`, `approval_expired`, `approval_withdrawn`, `validation_failed`,
   * `input_invalid`, and `forbidden` when the question asks for another role.
   */
  answer: command('run')
    .input(z.object({ approvalId: id, approve: z.boolean(), comment: z.string().max(MAX_COMMENT).default(''), value: json.optional() }))
    .output(approvalDetail),
}
