// libsql in the place of better-sqlite3, on the fallback runtime only.
'use strict'
const path = require('node:path')

module.exports = require(require.resolve('libsql', { paths: [__dirname, path.join(process.resourcesPath ?? '', 'test-modules')] }))
