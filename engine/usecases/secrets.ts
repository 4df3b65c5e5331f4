import type { JsonObject } from '../contract/json'
import type { Problem } from '../contract/pipeline'
import { secretInText } from '../core/pipelines/checks/secret-in-text'
import { findSecret } from '../core/secrets/mask-json'
import { EngineError } from '../core/shared/engine-error'
import type { Masker } from '../ports/secrets'
import type { Transaction } from '../ports/unit-of-work'

/** For what names a secret and is stored. Throws `secret_not_found`. */
export async function requireSecret(tx: Transaction, name: string): Promise<void> {
  if ((await tx.secrets.all()).some((secret) => secret.name === name)) return
  throw new EngineError('secret_not_found', `There is no secret "${name}". Add it under Secrets in the settings first.`, { details: { secret: name } })
}

/** Inputs are stored and shown, so the value of a secret must not be one. Throws `input_invalid`. */
export function refuseSecretsInInput(input: JsonObject, masker: Masker): void {
  for (const [name, value] of Object.entries(input)) {
    const place = findSecret({ [name]: value }, masker)
    if (place === null) continue
    const where = place === '' ? 'The name of an input' : `The input "${place}"`
    throw new EngineError('input_invalid', `${where} holds the value of a secret, and inputs are stored and shown. Let the pipeline name it instead, as \${{ secrets.NAME }} in the \`with\` of the step that needs it.`, {
      details: { input: place },
    })
  }
}

/** What is wrong with a pipeline's text beside what the parser tells: none, or that a secret's value stands in it. */
export function plantedSecrets(text: string, masker: Masker): readonly Problem[] {
  const problem = masker.isIdle ? null : secretInText(text, (each) => masker.mask(each))
  return problem === null ? [] : [problem]
}
