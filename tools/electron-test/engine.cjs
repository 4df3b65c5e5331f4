// The first program of a utility process on the fallback runtime: polyfills, then the program named by the first argument.
'use strict'
require('./polyfills.cjs')
const [program] = process.argv.splice(2, 1)
require(program)
