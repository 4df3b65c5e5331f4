import type { RunningApp } from './launch-app'

export interface AskedQuestion {
  readonly message: string
  readonly detail: string | undefined
  readonly buttons: readonly string[] | undefined
}

/** Answers the system's message boxes with the button of this number from now on; call the result for what was asked so far. */
export async function answerQuestions({ app }: RunningApp, response: number): Promise<() => Promise<AskedQuestion[]>> {
  const record = await app.evaluateHandle(({ dialog }, answer) => {
    const asked: AskedQuestion[] = []
    dialog.showMessageBox = (...parts: unknown[]) => {
      // With or without a window before them, the options come last.
      const { message, detail, buttons } = parts.at(-1) as Electron.MessageBoxOptions
      asked.push({ message, detail, buttons })
      return Promise.resolve({ response: answer, checkboxChecked: false })
    }
    return asked
  }, response)
  return () => record.jsonValue()
}
