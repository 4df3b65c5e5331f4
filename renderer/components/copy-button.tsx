import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { IconButton } from './icon-button'
import { toast } from './toast'

interface CopyButtonProps {
  readonly text: string | (() => string)
  /** What is copied, as a command: "Copy the run's id". */
  readonly label: string
  /** icon: only the icon, the label is its tooltip. */
  readonly look?: 'button' | 'icon'
}

const CONFIRM_MS = 1600

/** Puts text on the clipboard and says so where it was pressed. */
export function CopyButton({ text, label, look = 'button' }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), CONFIRM_MS)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = () => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setCopied(true),
      () => toast.error("Couldn't copy: the clipboard refused. Select the text and copy it with the keyboard."),
    )
  }
  const icon = copied ? <Check /> : <Copy />
  if (look === 'icon') return <IconButton label={copied ? 'Copied' : label} size="small" icon={icon} onClick={copy} />
  return (
    <Button size="small" icon={icon} onClick={copy}>
      {copied ? 'Copied' : label}
    </Button>
  )
}
