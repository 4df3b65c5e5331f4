import { memo, useLayoutEffect, useRef, useState } from 'react'
import { CopyButton } from '../../components/copy-button'
import { ShapedLamp } from '../../components/lamp'
import { FollowButton } from '../../components/log/follow-button'
import { cx } from '../../lib/class-names'
import styles from './live-reply.module.css'
import { blocksOf, type HeardText } from './live-text'

interface LiveReplyProps {
  readonly heard: HeardText
  /** More may come. */
  readonly coming: boolean
  /** "the reply of summarise", for screen readers. */
  readonly label: string
  /** Takes all the height there is. */
  readonly tall?: boolean
}

/** How far from its end the text may be scrolled and still count as followed (px). */
const NEAR_END = 24

/** Text as it comes, shown as text and nothing else. It stays at its end until someone scrolls up. */
export function LiveReply({ heard, coming, label, tall = false }: LiveReplyProps) {
  const frame = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  /** Left by the button while at the end: being there does not take it up again, coming back does. */
  const leftAtEnd = useRef(false)
  const { text } = heard
  useLayoutEffect(() => {
    const element = frame.current
    if (element !== null && following) element.scrollTop = element.scrollHeight
  }, [text, following])

  const onScroll = () => {
    const element = frame.current
    if (element === null) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
    if (!atEnd) leftAtEnd.current = false
    setFollowing(atEnd && !leftAtEnd.current)
  }
  const toggle = () => {
    leftAtEnd.current = following
    setFollowing(!following)
  }
  return (
    <div className={cx(styles.reply, tall && styles.tall)}>
      <div className={styles.head}>
        {coming ? (
          <FollowButton follow={following} onToggle={toggle} />
        ) : (
          <>
            <ShapedLamp shape="failed" size={11} />
            <span>Partial</span>
          </>
        )}
        {heard.incomplete && <span>its beginning is left out</span>}
        <CopyButton look="icon" label="Copy what has come" text={() => text} />
      </div>
      <div ref={frame} role="log" aria-live="off" aria-label={label} tabIndex={0} className={styles.text} onScroll={onScroll}>
        {blocksOf(text).map((block, place, { length }) => (
          <Block key={place} text={block} caret={coming && place === length - 1} />
        ))}
      </div>
    </div>
  )
}

const Block = memo(function Block({ text, caret }: { readonly text: string; readonly caret: boolean }) {
  // A block is a box of its own: the newline that ends it would be an empty line.
  return <div className={cx(caret && styles.caret)}>{text.endsWith('\n') && !caret ? text.slice(0, -1) : text}</div>
})
