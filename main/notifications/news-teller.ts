import type { Approval } from '../../engine/contract/approval'
import type { FailureNotice, StepNotice } from '../../engine/contract/events'
import { type PageRoute, runRoute } from '../../preload/contract'
import { BurstTeller } from './burst-teller'
import { type Moment, tellsFailure, tellsNotice, tellsQuestion } from './notification-policy'
import { failuresWords, failureWords, type NotificationWords, noticesWords, noticeWords, questionsWords, questionWords } from './words'

export interface NewsTellerParts {
  /** Returns how to take it back. */
  show(words: NotificationWords, clicked: () => void): () => void
  /** Leads the person to a page of the window. */
  open(route: PageRoute): void
  moment(): Moment
  later(callback: () => void, ms: number): void
}

/** Decides what of the engine's news becomes a notification, and in which words. */
export class NewsTeller {
  readonly #parts: NewsTellerParts
  readonly #failures: BurstTeller<FailureNotice>
  readonly #notices: BurstTeller<StepNotice>
  readonly #questions: BurstTeller<Approval>

  constructor(parts: NewsTellerParts) {
    const { show, open, later } = parts
    this.#parts = parts
    this.#failures = new BurstTeller({
      later,
      tellOne: (failure) => show(failureWords(failure), () => open(runRoute(failure.runId))),
      tellMany: (failures) => show(failuresWords(failures), () => open('/runs')),
    })
    this.#notices = new BurstTeller({
      later,
      tellOne: (notice) => show(noticeWords(notice), () => open(runRoute(notice.runId))),
      tellMany: (notices) => show(noticesWords(notices), () => open('/runs')),
    })
    this.#questions = new BurstTeller({
      later,
      tellOne: (question) => show(questionWords(question), () => open('/approvals')),
      tellMany: (questions) => show(questionsWords(questions), () => open('/approvals')),
    })
  }

  /** Each of another run, none told before. */
  failures(failures: readonly FailureNotice[]): void {
    const moment = this.#parts.moment()
    this.#failures.tell(failures.filter((failure) => tellsFailure(failure, moment)))
  }

  /** None told before. */
  questions(questions: readonly Approval[]): void {
    const moment = this.#parts.moment()
    this.#questions.tell(questions.filter((question) => tellsQuestion(question, moment)))
  }

  notices(notices: readonly StepNotice[]): void {
    if (tellsNotice(this.#parts.moment())) this.#notices.tell(notices)
  }
}
