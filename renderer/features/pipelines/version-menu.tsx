import { ChevronDown, GitCompareArrows } from 'lucide-react'
import type { PipelineVersion } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuSeparator } from '../../components/menu'
import { RelativeTime } from '../../components/relative-time'

interface VersionMenuProps {
  readonly versions: readonly PipelineVersion[]
  readonly current: number
  readonly shown: number
  readonly onShow: (version: number) => void
  /** Before the number on the button. */
  readonly word?: string
  readonly size?: 'normal' | 'small'
  /** Offers to compare them as well. */
  readonly onCompare?: () => void
}

/** Every version of a pipeline, to be read. */
export const VersionMenu = ({ versions, current, shown, onShow, word = 'Version', size = 'normal', onCompare }: VersionMenuProps) => (
  <Menu
    align={size === 'small' ? 'start' : 'end'}
    trigger={
      <Button size={size}>
        {word} {shown}
        <ChevronDown aria-hidden />
      </Button>
    }
  >
    <MenuHeading>Versions never change; saving makes a new one</MenuHeading>
    {onCompare !== undefined && (
      <>
        <MenuItem icon={<GitCompareArrows />} keys="c" disabledReason={versions.length < 2 ? 'There is only one' : undefined} onSelect={onCompare}>
          Compare versions
        </MenuItem>
        <MenuSeparator />
      </>
    )}
    <MenuChoice
      value={String(shown)}
      onChange={(value) => onShow(Number(value))}
      options={versions
        .toSorted((a, b) => b.number - a.number)
        .map(({ number, createdAt }) => ({
          value: String(number),
          label: number === current ? `Version ${number}, current` : `Version ${number}`,
          note: <RelativeTime at={createdAt} />,
        }))}
    />
  </Menu>
)
