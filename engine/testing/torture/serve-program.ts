import { serve } from './serve'
import { optionsFrom } from './serve-options'

// The engine that tests kill: node program.mjs FOLDER [OPTIONS].
await serve(process.argv[2] ?? '', optionsFrom(process.argv[3]))
