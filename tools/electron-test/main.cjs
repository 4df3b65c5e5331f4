// The main program of a packaged test build on the fallback runtime, where `-r` means nothing: the hook, then the app.
'use strict'
require('./hook.cjs')
require('../../out/main/index.cjs')
