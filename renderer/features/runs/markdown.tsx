import { lexer, type Token, type Tokens } from 'marked'
import { useMemo } from 'react'
import styles from './markdown.module.css'

/**
 * Markdown that a run wrote. Made of elements, never of HTML text: markup in the file is shown as it is written, pictures
 * are named instead of fetched, and links are addresses to read, because what a pipeline writes is not to be trusted.
 */
export function Markdown({ text }: { readonly text: string }) {
  const tokens = useMemo(() => lexer(text), [text])
  return (
    <div className={styles.page}>
      <Blocks tokens={tokens} />
    </div>
  )
}

const Blocks = ({ tokens }: { readonly tokens: readonly Token[] }) => tokens.map((token, place) => <Block key={place} token={token} />)

function Block({ token }: { readonly token: Token }) {
  if (isHeading(token)) {
    const Level = HEADINGS[Math.min(token.depth, 4) - 1] ?? 'h6'
    return (
      <Level>
        <Inlines tokens={token.tokens} />
      </Level>
    )
  }
  if (isList(token)) return <List list={token} />
  if (isTable(token)) return <Table table={token} />
  switch (token.type) {
    case 'space':
    case 'def':
      return null
    case 'hr':
      return <hr />
    case 'code':
      return (
        <pre tabIndex={0} aria-label="Code">
          <code>{textOf(token)}</code>
        </pre>
      )
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={childrenOf(token)} />
        </blockquote>
      )
    case 'html':
      return <p>{token.raw}</p>
    case 'text':
      return <Inlines tokens={childrenOf(token).length > 0 ? childrenOf(token) : [token]} />
    default:
      return (
        <p>
          <Inlines tokens={childrenOf(token)} />
        </p>
      )
  }
}

/** The file's own title stands below the page's and the panel's. */
const HEADINGS = ['h3', 'h4', 'h5', 'h6'] as const

function List({ list }: { readonly list: Tokens.List }) {
  const items = list.items.map((item, place) => (
    <li key={place} data-task={item.task || undefined}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} readOnly disabled aria-label={item.checked ? 'Done' : 'Open'} />}
      <Blocks tokens={item.tokens.filter(({ type }) => type !== 'checkbox')} />
    </li>
  ))
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>
}

const Table = ({ table }: { readonly table: Tokens.Table }) => (
  <div className={styles.scroll} tabIndex={0} role="group" aria-label="Table">
    <table>
      <thead>
        <tr>
          {table.header.map((cell, place) => (
            <th key={place} data-align={cell.align ?? undefined}>
              <Inlines tokens={cell.tokens} />
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, line) => (
          <tr key={line}>
            {row.map((cell, place) => (
              <td key={place} data-align={cell.align ?? undefined}>
                <Inlines tokens={cell.tokens} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Inlines = ({ tokens }: { readonly tokens: readonly Token[] }) => tokens.map((token, place) => <Inline key={place} token={token} />)

function Inline({ token }: { readonly token: Token }) {
  const children = childrenOf(token)
  switch (token.type) {
    case 'strong':
      return (
        <strong>
          <Inlines tokens={children} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Inlines tokens={children} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Inlines tokens={children} />
        </del>
      )
    case 'codespan':
      return <code>{textOf(token)}</code>
    case 'br':
      return <br />
    case 'link':
      return (
        <span className={styles.link} title={'href' in token && typeof token.href === 'string' ? token.href : undefined}>
          <Inlines tokens={children} />
        </span>
      )
    case 'image':
      return <span className={styles.link}>[picture: {textOf(token)}]</span>
    case 'html':
      return <>{token.raw}</>
    default:
      return children.length > 0 ? <Inlines tokens={children} /> : <>{textOf(token)}</>
  }
}

const childrenOf = (token: Token): readonly Token[] => ('tokens' in token && Array.isArray(token.tokens) ? token.tokens : [])

const textOf = (token: Token): string => unescaped('text' in token && typeof token.text === 'string' ? token.text : token.raw)

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', mdash: '—', ndash: '–', hellip: '…' }

/** The few named characters that people write in Markdown. */
const unescaped = (text: string): string => text.replace(/&(amp|lt|gt|quot|apos|nbsp|mdash|ndash|hellip);/g, (whole, name: string) => ENTITIES[name] ?? whole)

const isHeading = (token: Token): token is Tokens.Heading => token.type === 'heading'
const isList = (token: Token): token is Tokens.List => token.type === 'list'
const isTable = (token: Token): token is Tokens.Table => token.type === 'table'
