import { createPipelines } from './0001-create-pipelines'
import { createRuns } from './0002-create-runs'
import { createLogs } from './0003-create-logs'
import { createUsages } from './0004-create-usages'
import { lightenChecks } from './0005-lighten-checks'
import type { SchemaMigration } from './migration'

/** Every migration in order. Listed, not found: a bundle has no folder to look into. */
export const MIGRATIONS: readonly SchemaMigration[] = [createPipelines, createRuns, createLogs, createUsages, lightenChecks]
