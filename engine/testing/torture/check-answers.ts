import type { RunRows } from '../history/rows'
import type { Submission } from './submissions'

/** I16: of all answers that the client gave to a question one was confirmed at most, and that one is what the row says; nobody else answered. */
export function checkAnswers({ approvals }: RunRows, { questions }: Submission): readonly string[] {
  if (questions === undefined) return []
  const stored = new Map(approvals.map((approval) => [approval.id, approval.status]))
  return [
    ...questions.flatMap(({ approvalId, answers, confirmed }) => {
      const status = stored.get(approvalId)
      const [first] = confirmed
      if (status === undefined) return [`the question ${approvalId}, of which the client was told, is not there`]
      if (confirmed.length > 1) return [`${confirmed.length} answers to the question ${approvalId} were confirmed`]
      if (first !== undefined && status !== (first ? 'approved' : 'rejected'))
        return [`the answer ${String(first)} to the question ${approvalId} was confirmed; it is ${status}`]
      if (status === 'approved' || status === 'rejected')
        return answers.includes(status === 'approved') ? [] : [`the question ${approvalId} is ${status}; nobody said that`]
      return []
    }),
    ...[...stored].flatMap(([id, status]) => (status === 'open' ? [`the question ${id} is still open`] : [])),
  ]
}
