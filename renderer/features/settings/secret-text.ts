/** Whether Enter ends the typing: a value of several lines, as a key of a file is, goes on with the next. */
export const endsWithEnter = (value: string): boolean => !value.includes('\n')

/** What was copied often brings the end of its line along, which no header and no password takes. */
export const withoutLastBreak = (pasted: string): string => pasted.replace(/(?<![\r\n])\r?\n$/, '')
