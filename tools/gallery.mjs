// @ts-check
// Every screen in every state, light and dark, as pictures in test-results/gallery, with a contact sheet of all.
import { buildIfStale } from './build-if-stale.mjs'
import { runE2e } from './e2e.mjs'

process.env.SIGNALBOX_GALLERY = 'full'
process.exitCode = (await buildIfStale()) ? await runE2e(['--project=gallery', 'gallery.e2e', ...process.argv.slice(2)]) : 1
