import * as z from 'zod'

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'), 'A command line cannot hold the character NUL.')

/** Numbers and truth values that an expression gives become their text. */
const argument = z.union([text(1024 * 1024), z.number().transform(String), z.boolean().transform(String)])

const variableName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A variable is named by letters, digits and _, and does not start with a digit.')

const exitCode = z.int().min(0).max(255)

export const shellConfig = z.strictObject({
  command: z
    .array(argument)
    .min(1)
    .max(10_000)
    .refine((command) => command[0] !== '', 'The first item of the command names the program; it cannot be empty.')
    .describe('Program and arguments as a list. No shell stands between: nothing is split or expanded.'),
  cwd: z.string().default('.').describe('Working folder, from the folder of the pipeline.'),
  env: z.record(variableName, argument).default({}).describe('Variables for the command.'),
  inherit_env: z
    .array(variableName.refine((name) => name.toUpperCase() !== 'SIGNALBOX_VAULT_KEY', 'The key to the secrets is for the engine alone. A secret for the command stands under `env`.'))
    .max(100)
    .default([])
    .describe('Further variables of the engine that the command may see.'),
  stdin: z.string().default('').describe('Text that the command reads.'),
  success_codes: z.array(exitCode).min(1).default([0]).describe('Exit codes that count as success.'),
  retry_codes: z.array(exitCode).default([75]).describe('Exit codes after which trying again may help (75 says so by convention).'),
  output: z.enum(['text', 'json', 'lines']).default('text').describe('How to give out what it printed.'),
})

export type ShellConfig = z.output<typeof shellConfig>
