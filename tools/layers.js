// @ts-check
/**
 * Who may import whom: the one table. `.dependency-cruiser.cjs` turns each row into rules, so a new import that is
 * not in here fails `npm run check`. A file belongs to the row with the longest matching name.
 *
 * may       rows it may import beside itself; a name ending in /* stands for every row below it.
 * packages  npm packages it may import; `node` stands for all of Node's own modules, `*` for any package.
 * folders   packages that only one folder (or file) of the row may import.
 *
 * Tests (x.test.ts) may also import what TEST_EXTRAS says. Type-only imports count like any other.
 *
 * @typedef {{ may: readonly string[], packages: readonly string[], folders?: Readonly<Record<string, readonly string[]>>, apart?: boolean }} Layer
 */

const inward = ['engine/contract', 'engine/core', 'engine/core/shared', 'engine/ports']

const screens = ['react', 'zustand', 'wouter', 'lucide-react', 'sonner']

/** @type {Readonly<Record<string, Layer>>} */
export const LAYERS = {
  'engine/contract': { may: [], packages: ['zod', '@orpc/contract'] },
  'engine/client': { may: ['engine/contract'], packages: ['@orpc/client', '@orpc/contract'] },
  'engine/core': {
    may: ['engine/contract', 'engine/core/shared'],
    packages: ['zod', 'yaml', '@marcbachmann/cel-js', 're2js', 'fastest-levenshtein'],
  },
  /** What every room of the core may stand on knows none of them. */
  'engine/core/shared': { may: ['engine/contract'], packages: ['zod', 're2js', 'fastest-levenshtein'] },
  'engine/ports': { may: ['engine/contract', 'engine/core', 'engine/core/shared'], packages: ['zod'] },
  /** Hashing is a pure function; nothing else of Node is. */
  'engine/usecases': { may: inward, packages: ['node:crypto'] },
  'engine/runtime': { may: [...inward, 'engine/usecases'], packages: [] },
  'engine/connectors': {
    may: inward,
    packages: ['zod', 'node'],
    folders: {
      files: ['re2js'],
      documents: ['csv-parse', 'html-to-text', 'jszip', 'mammoth', 'marked', 'unpdf', 'yaml'],
      egress: ['ipaddr.js'],
      json: ['ajv', 'ajv-formats'],
      llm: ['eventsource-parser', 'gpt-tokenizer'],
      notify: ['nodemailer'],
      objects: ['aws4', 'htmlparser2'],
      patterns: ['libphonenumber-js', 're2js', 'validator'],
      qdrant: ['uuid'],
      script: ['quickjs-emscripten-core', '@jitl/quickjs-singlefile-cjs-release-sync'],
    },
  },
  'engine/steps': { may: [...inward, 'engine/connectors'], packages: ['zod', 'node'] },
  'engine/triggers': { may: [...inward, 'engine/connectors'], packages: ['zod', 'node'] },
  'engine/storage': { may: inward, packages: ['zod', 'kysely', 'better-sqlite3', 'node'] },
  'engine/bus': { may: [...inward, 'engine/connectors'], packages: [] },
  'engine/server': { may: [...inward, 'engine/usecases'], packages: ['zod', '@orpc/server', '@orpc/client', '@orpc/contract', 'ws', 'node'] },
  'engine/host': {
    may: [
      ...inward,
      'engine/bus',
      'engine/client',
      'engine/connectors',
      'engine/runtime',
      'engine/server',
      'engine/steps',
      'engine/storage',
      'engine/triggers',
      'engine/usecases',
    ],
    packages: ['zod', 'uuid', 'node'],
  },
  /** Attaches to an engine that runs, or makes one; says in words what the core decides. */
  'engine/cli': {
    may: [...inward, 'engine/client', 'engine/host'],
    packages: ['@orpc/client', 'commander', 'picocolors', 'ws', 'zod', 'node'],
  },
  /** What tests stand on; nothing else imports it. */
  'engine/testing': { may: ['engine/*'], packages: ['vitest', 'vite', 'fast-check', 'jszip', 'zod', 'kysely', 'better-sqlite3', 'selfsigned', 'ws', '@orpc/client', 'node'] },
  /** A server of models that desktop tests start, too: it stands alone. */
  'engine/testing/model-server': { may: ['engine/contract'], packages: ['zod', 'node'] },

  'preload/contract.ts': { may: ['engine/contract'], packages: [] },
  preload: { may: ['preload/contract.ts'], packages: ['electron'] },

  main: {
    may: ['preload/contract.ts', 'engine/contract', 'engine/client', 'main/command-line.ts', 'main/engine/messages.ts'],
    packages: ['electron', 'zod', 'node'],
  },
  /** The engine's own process: the one file of the desktop that makes an engine. */
  'main/engine/child.ts': { may: ['main/engine/messages.ts', 'engine/contract', 'engine/core/shared', 'engine/host'], packages: ['node'] },
  /** What the thread behind `--cli` runs. */
  'main/command-line-thread.ts': { may: ['main/command-line.ts', 'engine/cli'], packages: ['zod', 'node'] },
  'main/command-line.ts': { may: [], packages: ['node'] },
  /** What the two processes say to each other. */
  'main/engine/messages.ts': { may: ['engine/contract'], packages: ['zod'] },

  'renderer/lib': { may: [], packages: ['react'] },
  /** Of the engine they know only the words that they show: statuses and the like. */
  'renderer/components': {
    may: ['renderer/lib', 'engine/contract'],
    packages: [
      'react',
      'radix-ui',
      'lucide-react',
      'sonner',
      'wouter',
      '@codemirror/*',
      '@lezer/highlight',
      '@dagrejs/dagre',
      '@xyflow/react',
      '@tanstack/react-virtual',
    ],
  },
  'renderer/engine': {
    may: ['engine/client', 'engine/contract', 'preload/contract.ts', 'renderer/lib'],
    packages: ['react', 'zustand'],
  },
  /** Each feature stands alone: none imports another. */
  'renderer/features': {
    may: ['renderer/engine', 'renderer/components', 'renderer/lib', 'engine/contract'],
    packages: screens,
    folders: { 'runs/markdown.tsx': ['marked'] },
    apart: true,
  },
  /** The frame around the features, and main.tsx. */
  renderer: {
    may: ['renderer/*', 'engine/contract', 'preload/contract.ts'],
    packages: [...screens, 'react-dom', '@fontsource-variable/*'],
    folders: { 'app/palette-ranking.ts': ['fuzzysort'] },
  },

  bench: { may: ['engine/*'], packages: ['*', 'node'] },
  /** From outside: as a person, and as the command line does, over the socket in the data folder. */
  e2e: { may: ['engine/contract', 'engine/client', 'engine/cli', 'engine/testing/model-server', 'preload/contract.ts'], packages: ['*', 'node'] },
  tools: { may: ['engine/*'], packages: ['*', 'node'] },
}

/** What every test may import beside what its row allows. */
export const TEST_EXTRAS = { may: ['engine/testing', 'engine/testing/model-server'], packages: ['vitest', 'fast-check', 'ajv', 'better-sqlite3', 'kysely', 'smtp-server', 'uuid', 'ws', 'node'] }
