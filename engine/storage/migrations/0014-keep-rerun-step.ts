import type { SchemaMigration } from './migration'

/** The step that a rerun was asked to do anew: what the step cache holds of it is not used. */
export const keepRerunStep: SchemaMigration = {
  name: '0014-keep-rerun-step',
  async up({ schema }) {
    await schema.alterTable('runs').addColumn('rerun_from', 'text').execute()
  },
}
