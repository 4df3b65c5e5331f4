import { Bell, Box, Braces, FileText, Globe, Server, ShieldCheck, Sparkles, Terminal, Timer, UserCheck, Workflow } from 'lucide-react'

const ICONS: Readonly<Record<string, typeof Box>> = {
  approval: UserCheck,
  file: FileText,
  http: Globe,
  llm: Sparkles,
  notify: Bell,
  pipeline: Workflow,
  script: Braces,
  service: Server,
  shell: Terminal,
  validate: ShieldCheck,
  wait: Timer,
}

/** A small sign for a kind of step; a box for kinds that have none of their own. */
export function KindIcon({ kind, size = 14 }: { readonly kind: string; readonly size?: number }) {
  const Icon = ICONS[kind] ?? Box
  return <Icon aria-hidden width={size} height={size} strokeWidth={1.6} />
}
