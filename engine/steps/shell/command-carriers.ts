import { asArgument, BY_ENV, type Interpreter } from './interpreters'

/**
 * Programs that take a whole command, or a setting that can be one, in an argument. Most of their names are ordinary words:
 * they count only where a program stands.
 */
export const COMMAND_CARRIERS: readonly Interpreter[] = [
  { names: /^env$/, option: /^-[A-Za-z0]*S|^--split-string(?:=|$)/, code: 'each', input: 'never', instead: 'Write each word of the command as an item of its own, without -S.' },
  { names: /^flock$/, option: /^-c$|^--command$/, code: 'once', input: 'never', instead: asArgument(`flock, file, sh, -c, 'echo "$1"', sh`) },
  { names: /^script$/, option: /^-[A-Za-z]*c|^--command(?:=|$)/, code: 'once', input: 'without code', instead: BY_ENV },
  {
    names: /^git$/,
    option: /^-c$|^--config-env(?:=|$)/,
    code: 'each',
    input: 'never',
    data: /^(?:(?:user|author|committer)\.(?:name|email)|http\.(?:[^$]*\.)?extraheader|init\.defaultbranch)=/i,
    instead: 'A setting of git can name a program to start: write this one in full. Of user.name, user.email, http.extraHeader and init.defaultBranch the value may come from an expression.',
  },
  {
    names: /^(?:g|bsd)?tar$/,
    option: /^--(?:to-c|checkpoint-a|use-c|rsh-c|info-s|new-volume-s)[a-z-]*(?:=|$)|^-[A-Za-z]*[IF]$/,
    code: 'each',
    input: 'never',
    instead: 'Write that command in full, and hand the value over by env: it reads it as "$NAME".',
  },
  { names: /^rsync$/, option: /^-[A-Za-z]*e$|^--(?:rsh|rsync-path)(?:=|$)/, code: 'each', input: 'never', instead: 'Write that command in full.' },
  { names: /^find$/, option: /^-(?:exec|ok)(?:dir)?$/, code: 'each', input: 'never', instead: 'Write the program in full; expressions may fill its arguments.' },
  { names: /^watch$/, code: 'each', plain: { after: 0, extent: 'rest', valued: /^-[A-Za-z]*[nq]$|^--(?:interval|equexit)$/, unless: /^-[A-Za-z]*x$|^--exec$/ }, input: 'never', instead: asArgument(`watch, -x, echo`) },
  {
    names: /^parallel$/,
    code: 'each',
    plain: { after: 0, extent: 'rest', valued: /^-[aCdEIjLNnPSs]$|^--(?:arg-file|colsep|delimiter|delay|jobs|joblog|max-args|max-procs|sshlogin|results|retries|timeout|tmpdir|workdir|wd|tagstring|load|memfree)$/, until: /^:::/ },
    input: 'without plain code',
    instead: `It hands its words to a shell. Hand the value over behind \`:::\`: command: [parallel, echo, ':::', "\${{ … }}"].`,
  },
  { names: /^(?:at|batch)$/, code: 'each', input: 'without code', file: /^-[A-Za-z]*f/, instead: BY_ENV },
]
