import { serve } from './serve'

// The engine that tests kill: node program.mjs FOLDER.
await serve(process.argv[2] ?? '')
