/**
 * Entry of a document thread: parses documents, splits texts, checks and screens values, which would hold up the engine's own
 * thread, and which only a thread can be stopped in the middle of. It is also run as it stands, by Node's type
 * stripping, so what it loads is named with its extension and erased to plain JavaScript.
 */
import { parentPort } from 'node:worker_threads'
import type { CheckReply, CheckRequest, DocumentRequest, ScreenReply, ScreenRequest } from './document-messages'

async function answer(request: DocumentRequest): Promise<{ value: unknown; transfer: ArrayBuffer[] }> {
  switch (request.kind) {
    case 'parse': {
      const { parseDocument } = await import('./parse-document.ts')
      return { value: await parseDocument(request), transfer: [] }
    }
    case 'split': {
      const { cutText } = await import('./split-text.ts')
      const cuts = cutText(request.text, request)
      return { value: cuts, transfer: [cuts.places.buffer] }
    }
    case 'check':
      return { value: await check(request), transfer: [] }
    case 'screen':
      return { value: await screen(request), transfer: [] }
  }
}

async function check({ value, rules: sources }: CheckRequest): Promise<CheckReply> {
  const [{ checkValue, valueRules }, { readJson }] = await Promise.all([import('../json/check-value.ts'), import('../../core/shared/read-json.ts')])
  let rules
  try {
    rules = valueRules(sources)
  } catch (error) {
    return { kind: 'unusable_rules', because: error instanceof Error ? error.message : String(error) }
  }
  return { kind: 'checked', findings: checkValue(readJson(value.join('')) ?? null, rules) }
}

async function screen({ value: pieces, gates }: ScreenRequest): Promise<ScreenReply> {
  const [{ screenValue }, { readJson }, { MAX_JSON_DEPTH, nestsDeeperThan }] = await Promise.all([
    import('../patterns/gates/screen-value.ts'),
    import('../../core/shared/read-json.ts'),
    import('../../contract/json-bounds.ts'),
  ])
  const value = readJson(pieces.join('')) ?? null
  return nestsDeeperThan(value, MAX_JSON_DEPTH) ? { kind: 'too_deep' } : { kind: 'screened', screening: screenValue(value, gates) }
}

parentPort?.on('message', (request: DocumentRequest) => {
  // What cannot be answered ends the thread, and the pool hears why.
  void answer(request).then(({ value, transfer }) => parentPort?.postMessage({ kind: 'done', value }, transfer))
})
parentPort?.postMessage({ kind: 'ready' })
