import type { SignSpan } from './signs.ts'

const ADDRESS = /https?:\/\/[^\s<>"'`)]{1,2000}/gi
/** A query whose value is left for someone to fill in. */
const PLACE =
  /[?&#][^=&]{0,100}=(?:[^&]{0,100}?)(?:\{|%7B|\$|\[|<)[^&]{0,200}|[?&#][^=&]{0,100}=(?:INSERT|YOUR|THE|BASE64|CONVERSATION|HISTORY|SECRET|PASSWORD|DATA)(?![a-z])/
/** Long enough to carry something; only pictures, which are loaded without a click, are judged by it. */
const LONG_VALUE = /[?&#][^=&]{0,100}=[\w+/%-]{80}/

export function findExfiltrationLinks(text: string): SignSpan[] {
  const found: SignSpan[] = []
  for (const { 0: address, index: start } of text.matchAll(ADDRESS)) {
    const end = start + address.length
    // The place itself may be in brackets that no address holds.
    const opened = /^[<[{]/.test(text.slice(end, end + 1)) && address.endsWith('=')
    if (opened || PLACE.test(address) || (LONG_VALUE.test(address) && isPicture(text, start))) found.push({ sign: 'exfiltration_link', start, end })
  }
  return found
}

/** `![…](` or `<img src="` right before it. */
const isPicture = (text: string, start: number): boolean =>
  /!\[[^\]\n]{0,200}\]\(\s{0,4}$|<img\s[^<>]{0,200}src\s{0,4}=\s{0,4}["']?$/i.test(text.slice(Math.max(0, start - 240), start))
