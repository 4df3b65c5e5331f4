import { resolve } from 'node:path'

/** Node keeps there what it makes of the threads' sources, which each of some hundred threads of the tests would read anew. */
export const COMPILED_THREADS = resolve('node_modules/.cache/test-threads')
