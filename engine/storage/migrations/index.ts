import { createPipelines } from './0001-create-pipelines'
import { createRuns } from './0002-create-runs'
import { createLogs } from './0003-create-logs'
import { createUsages } from './0004-create-usages'
import { lightenChecks } from './0005-lighten-checks'
import { giveTurns } from './0006-give-turns'
import { createVectors } from './0007-create-vectors'
import { createApprovals } from './0008-create-approvals'
import { controlRuns } from './0009-control-runs'
import { again } from './0010-again'
import { createArtifactRefs } from './0011-create-artifact-refs'
import { keepRerunStep } from './0014-keep-rerun-step'
import { createJobs } from './0015-create-jobs'
import type { SchemaMigration } from './migration'

/** Every migration in order. Listed, not found: a bundle has no folder to look into. */
export const MIGRATIONS: readonly SchemaMigration[] = [createPipelines, createRuns, createLogs, createUsages, lightenChecks, giveTurns, createVectors, createApprovals, controlRuns, again, createArtifactRefs, keepRerunStep, createJobs]
