import type { Part } from '../part'
import { busy } from './busy'
import { cancels } from './cancels'
import { clock } from './clock'
import { kills } from './kills'
import { memory } from './memory'
import { points } from './points'
import { restarts } from './restarts'
import { soak } from './soak'
import { stops } from './stops'
import { syscalls } from './syscalls'
import { trees } from './trees'

/** Everything that is done to an engine, in this order. */
export const PARTS: readonly Part[] = [kills, points, syscalls, stops, busy, memory, cancels, trees, clock, restarts, soak]
