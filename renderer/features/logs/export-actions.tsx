import { Copy, Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button'
import { copyText } from '../../components/log/line-words'
import { Menu, MenuHeading, MenuItem } from '../../components/menu'
import { toast } from '../../components/toast'
import { formatCount, plural } from '../../lib/format-count'
import { asJsonLine, asTextLine, download, exportName, writtenOut } from './export-lines'
import type { LineList } from './line-list'

/** More than this is for a file: clipboards and what they are pasted into choke on it. */
const MOST_COPIED = 20_000

/** What is shown, on the clipboard or in a file. */
export function ExportActions({ list }: { readonly list: LineList }) {
  const [busy, setBusy] = useState(false)
  const none = list.rows === 0 ? 'There is no line to take along.' : undefined
  const during = (work: () => Promise<void>) => () => {
    setBusy(true)
    work()
      .catch((cause: unknown) => toast.error(`Couldn't write the lines out: ${cause instanceof Error ? cause.message : 'the browser gave no reason.'}`))
      .finally(() => setBusy(false))
  }
  const copy = during(async () => {
    const text = (await writtenOut(list, MOST_COPIED, asTextLine)).join('')
    copyText(
      text,
      list.rows > MOST_COPIED ? `Copied the newest ${formatCount(MOST_COPIED)} of ${plural(list.rows, 'line')}.` : `Copied ${plural(list.rows, 'line')}.`,
    )
  })
  const save = (ending: 'txt' | 'jsonl') =>
    during(async () => {
      const name = exportName(Date.now(), ending)
      const pieces = await writtenOut(list, list.rows, ending === 'txt' ? asTextLine : asJsonLine)
      download(name, ending === 'txt' ? 'text/plain' : 'application/x-ndjson', pieces)
      toast.success(`${plural(list.rows, 'line')} in ${name}.`)
    })
  if (none !== undefined) {
    return (
      <>
        <Button icon={<Copy />} disabledReason={none}>
          Copy all
        </Button>
        <Button icon={<Download />} disabledReason={none}>
          Export
        </Button>
      </>
    )
  }
  return (
    <>
      <Button icon={<Copy />} busy={busy} onClick={copy}>
        Copy all
      </Button>
      <Menu
        trigger={
          <Button icon={<Download />} busy={busy}>
            Export
          </Button>
        }
      >
        <MenuHeading>{plural(list.rows, 'line')} to a file</MenuHeading>
        <MenuItem note=".txt" onSelect={save('txt')}>
          As text
        </MenuItem>
        <MenuItem note=".jsonl" onSelect={save('jsonl')}>
          As JSON, a line each
        </MenuItem>
      </Menu>
    </>
  )
}
