import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import * as z from 'zod'
import { test } from '../support/cli-test'
import { checkDigest } from './check-digest'

/** The sample that the app starts with, from the command line; e2e/screens has it on screen. */

test('document-digest runs from the command line, and its report is right', async ({ dataFolder }) => {
  const file = 'resources/examples/document-digest/pipeline.yaml'
  const { stdout } = await promisify(execFile)(process.execPath, ['out/main/cli.cjs', 'run', file, '--data', dataFolder])
  const output = (name: string) => z.string().parse(new RegExp(`^${name} +(\\S+)$`, 'm').exec(stdout)?.[1])
  checkDigest(output('index'), output('report'))
})
