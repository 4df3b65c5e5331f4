import { cpus } from 'node:os'
import type { Part } from './part'
import type { FinishedPart, ProgrammeState } from './state'

const SHOWN = 50

/** What has been done so far, for people. */
export function toMarkdown({ seed, parts }: ProgrammeState, all: readonly Part[]): string {
  const titles = new Map(all.map(({ name, title }) => [name, title]))
  const findings = parts.reduce((sum, part) => sum + part.findings.length, 0)
  return `# Torture

Seed ${seed}, ${cpus().length} cores, Node ${process.versions.node}. ${parts.length} of ${all.length} parts${findings === 0 ? ': nothing was lost, nothing was recorded twice, nothing is inconsistent.' : `, ${findings} findings.`}

${parts.map((part) => section(part, titles.get(part.name) ?? part.name)).join('\n')}`
}

function section({ name, seed, skipped, figures, findings, ms }: FinishedPart, title: string): string {
  if (skipped !== null) return `## ${title}\n\nLeft out: ${skipped}\n`
  const more = findings.length > SHOWN ? `\n- … and ${findings.length - SHOWN} more` : ''
  return `## ${title}

| \`${name}\`, seed ${seed} | ${(ms / 1000).toFixed(0)} s |
| --- | --- |
${figures.map(([what, figure]) => `| ${what} | ${figure} |`).join('\n')}

${
  findings.length === 0
    ? 'Nothing is wrong.'
    : `${findings.length} findings:\n\n${findings
        .slice(0, SHOWN)
        .map((finding) => `- ${finding}`)
        .join('\n')}${more}`
}
`
}
