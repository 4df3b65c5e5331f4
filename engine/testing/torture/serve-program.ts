import { serve } from './serve'
import { optionsFrom } from './serve-options'

// The engine that tests kill: node program.cjs FOLDER [OPTIONS].
export const running = serve(process.argv[2] ?? '', optionsFrom(process.argv[3]))
