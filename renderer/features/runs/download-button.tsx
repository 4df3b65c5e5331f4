import { Download } from 'lucide-react'
import { useRef, useState } from 'react'
import { IconButton } from '../../components/icon-button'
import { toast } from '../../components/toast'
import { useAttached } from '../../engine/engine-provider'
import type { Attached } from '../../engine/link-store'
import type { TextPart } from './use-text-parts'
import { whyOf } from './why-of'

interface DownloadButtonProps {
  /** What the file is called on disk. */
  readonly name: string
  readonly read: (client: Attached['client'], offset: number, signal: AbortSignal) => Promise<TextPart>
}

/** Reads all of a text, part by part, and hands it to the browser to be saved. */
export function DownloadButton({ name, read }: DownloadButtonProps) {
  const attached = useAttached()
  const [busy, setBusy] = useState(false)
  const reading = useRef(false)
  const download = () => {
    if (attached === null || reading.current) return
    reading.current = true
    setBusy(true)
    readWhole((offset) => read(attached.client, offset, attached.signal))
      .then((parts) => save(name, parts))
      .catch((thrown: unknown) => toast.error(`Couldn't download ${name}`, { description: whyOf(thrown) }))
      .finally(() => {
        reading.current = false
        setBusy(false)
      })
  }
  return <IconButton size="small" label={`Download ${name}`} icon={<Download />} busy={busy} onClick={download} />
}

async function readWhole(read: (offset: number) => Promise<TextPart>): Promise<readonly string[]> {
  const parts: string[] = []
  for (let next: number | null = 0; next !== null;) {
    const part: TextPart = await read(next)
    parts.push(part.text)
    next = part.nextOffset
  }
  return parts
}

function save(name: string, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url), 0)
}
