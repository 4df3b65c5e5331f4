import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './styles/tokens.css'
import './styles/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { createAttachStore } from './app/attach-store'
import { createThemeStore } from './app/theme'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const theme = createThemeStore(window.desktop)
const attach = createAttachStore(window.desktop)

createRoot(root).render(
  <StrictMode>
    <App theme={theme} attach={attach} desktop={window.desktop} />
  </StrictMode>,
)
