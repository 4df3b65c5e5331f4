// @ts-check
/**
 * Where a person typed `npm run signalbox`, for relative paths: npm itself works in the folder of package.json, also when it is called from
 * a folder below, or with --prefix from anywhere. Null when npm did not start the program.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null}
 */
export const callersFolder = ({ npm_lifecycle_event: script, INIT_CWD: folder }) =>
  script === 'signalbox' && folder !== undefined && folder !== '' ? folder : null
