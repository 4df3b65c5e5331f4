import { ChevronDown } from 'lucide-react'
import type { PipelineVersion } from '../../../engine/contract/pipeline'
import { Button } from '../../components/button'
import { Menu, MenuChoice, MenuHeading } from '../../components/menu'
import { RelativeTime } from '../../components/relative-time'

interface VersionMenuProps {
  readonly versions: readonly PipelineVersion[]
  readonly current: number
  readonly shown: number
  readonly onShow: (version: number) => void
}

/** Every version of a pipeline, to be read. */
export const VersionMenu = ({ versions, current, shown, onShow }: VersionMenuProps) => (
  <Menu
    trigger={
      <Button>
        Version {shown}
        <ChevronDown aria-hidden />
      </Button>
    }
  >
    <MenuHeading>Versions never change; saving makes a new one</MenuHeading>
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
