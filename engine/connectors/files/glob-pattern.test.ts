import { describe, expect, it } from 'vitest'
import { globPattern } from './glob-pattern'

describe('a pattern', () => {
  it.each([
    ['*.md', ['a.md', 'x y.md'], ['a.txt', 'sub/a.md', '.md', '.a.md', 'a.md.bak']],
    ['**/*.md', ['a.md', 'sub/a.md', 'a/b/c.md'], ['a.txt', '.git/a.md', 'sub/.a.md']],
    ['**', ['a', 'a/b/c'], ['.a', 'a/.b/c']],
    ['docs/**', ['docs/a', 'docs/a/b'], ['docs', 'other/a']],
    ['docs/**/x', ['docs/x', 'docs/a/b/x'], ['docs/ax']],
    ['?.txt', ['a.txt', '漢.txt'], ['ab.txt', '.txt', '..txt']],
    ['[a-c]*.{csv,tsv}', ['a.csv', 'bx.tsv'], ['d.csv', 'a.txt']],
    ['[!a]b', ['cb'], ['ab', '/b']],
    ['{a,b}/{c,d{e,f}}', ['a/c', 'b/df'], ['a/d', 'c/c']],
    ['.config/*', ['.config/a'], ['config/a']],
    ['a+(b).txt', ['a+(b).txt'], ['abb.txt']],
    ['./a//b', ['a/b'], ['a']],
    ['*[', ['x['], ['x']],
  ])('%s', (pattern, yes, no) => {
    const { matches } = globPattern(pattern)
    expect(yes.filter((path) => !matches(path))).toEqual([])
    expect(no.filter((path) => matches(path))).toEqual([])
  })

  it.each(['../x', '/x', 'a/../b', '', 'a\0', '{a,{b}', 'x'.repeat(2000)])('that cannot be meant is refused: %j', (pattern) => {
    expect(() => globPattern(pattern)).toThrowError(expect.objectContaining({ code: 'step_config_invalid' }))
  })

  it('knows which folders it need not look into', () => {
    const { mayMatchBelow } = globPattern('docs/*/x.md')
    expect([mayMatchBelow('docs'), mayMatchBelow('docs/a'), mayMatchBelow('docs/a/b'), mayMatchBelow('other')]).toEqual([true, true, false, false])
    expect(globPattern('**/x').mayMatchBelow('a/b/c/d')).toBe(true)
  })

  it('takes time linear in the name, however many stars it has', () => {
    const { matches } = globPattern(`${'*a'.repeat(40)}b`)
    const started = performance.now()
    expect(matches('a'.repeat(255))).toBe(false)
    expect(performance.now() - started).toBeLessThan(500)
  })
})
