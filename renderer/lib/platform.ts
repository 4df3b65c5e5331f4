/** Whether ⌘ is the main modifier here. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)
