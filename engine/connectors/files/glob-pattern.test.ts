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
    ['a**/***b', ['a/b', 'ax/xb'], ['b', 'a/x/b']],
    ['**/**/x', ['x', 'a/b/x'], ['a/b']],
    ['a/**/**', ['a/b', 'a/b/c'], ['a']],
  ])('%s', (pattern, yes, no) => {
    const { matches } = globPattern(pattern)
    expect(yes.filter((path) => !matches(path))).toEqual([])
    expect(no.filter((path) => matches(path))).toEqual([])
  })

  it.each(['../x', '/x', 'a/../b', '', 'a\0', '{a,{b}', 'x'.repeat(2000)])('that cannot be meant is refused: %j', (pattern) => {
    expect(() => globPattern(pattern)).toThrowError(expect.objectContaining({ code: 'step_config_invalid' }))
  })

  it.each([
    ['has more than a hundred wildcards', ['*a'.repeat(101), '**/a/'.repeat(101), '?'.repeat(101), '[a-c]'.repeat(101), '*?[a]'.repeat(34)]],
    ['has hundreds of stars', ['*a'.repeat(499), `[/${'*a'.repeat(400)}]`]],
  ])('that %s is refused', (_, patterns) => {
    for (const pattern of patterns) expect(() => globPattern(pattern)).toThrow(/cannot be used: it has \d+ wildcards .* 100 is the most\.$/)
  })

  it('may repeat a star, which finds the same as one', () => {
    const { matches } = globPattern(`${'*'.repeat(995)}.md`)
    expect([matches('a.md'), matches('a.txt')]).toEqual([true, false])
    expect(globPattern(`${'**/'.repeat(300)}x`).matches('a/b/x')).toBe(true)
    expect(globPattern('?'.repeat(100)).matches('x'.repeat(100))).toBe(true)
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
