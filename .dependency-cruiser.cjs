// The rules are made from one table: tools/layers.js.
const { LAYER_RULES } = require('./tools/layer-rules.js')

module.exports = {
  forbidden: LAYER_RULES,
  options: {
    doNotFollow: { path: 'node_modules' },
    // Programs with packages of their own, which are installed when they are run.
    exclude: { path: '^bench/peers/' },
    // type-only imports count
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
}
