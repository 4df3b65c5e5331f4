// Runs in every page before its own scripts: what the fallback runtime's Chromium 114 lacks of the one that is shipped.
'use strict'
const { webFrame } = require('electron')

const canParse = (address, base) => {
  try {
    return Boolean(new URL(address, base))
  } catch {
    return false
  }
}

void webFrame.executeJavaScript(`URL.canParse ??= ${String(canParse)}`)
