import { useCallback, useEffect, useMemo, useState } from 'react'
import { Router } from 'wouter'
import { navigate, useHashLocation } from 'wouter/use-hash-location'
import type { DesktopApi } from '../../preload/contract'
import { Toaster } from '../components/toast'
import { TooltipProvider } from '../components/tooltip'
import { EngineProvider } from '../engine/engine-provider'
import type { LinkStore } from '../engine/link-store'
import { StartRunDialog } from '../features/pipelines/start-run-dialog'
import { StartRunContext, type StartRunRequest } from '../lib/start-run-request'
import { ThemeChoiceContext } from '../lib/theme-choice'
import { followHistory } from './follow-history'
import { Routes } from './routes'
import { Shell } from './shell'
import { tellNotices } from './tell-notices'
import { type ThemeStore, useTheme } from './theme'

interface AppProps {
  readonly theme: ThemeStore
  readonly attach: LinkStore
  readonly desktop: DesktopApi | undefined
}

export function App({ theme, attach, desktop }: AppProps) {
  const { chosen, shown } = useTheme(theme)
  const themeChoice = useMemo(() => ({ chosen, choose: theme.choose }), [chosen, theme])
  const [request, setRequest] = useState<StartRunRequest | null>(null)
  const close = useCallback(() => setRequest(null), [])
  useEffect(() => followHistory(window), [])
  useEffect(() => desktop?.onOpen((route) => navigate(route)), [desktop])
  // The desktop's main process shows them itself.
  useEffect(() => (desktop === undefined ? tellNotices(attach, navigate) : undefined), [desktop, attach])
  return (
    <EngineProvider link={attach}>
      <TooltipProvider>
        <Router hook={useHashLocation}>
          <StartRunContext.Provider value={setRequest}>
            <ThemeChoiceContext.Provider value={themeChoice}>
              <Shell theme={theme} desktop={desktop}>
                <Routes />
              </Shell>
            </ThemeChoiceContext.Provider>
            {request !== null && (
              <StartRunDialog
                request={request}
                onClose={close}
                onStarted={(run) => {
                  close()
                  navigate(`/runs/${run.runId}`)
                }}
              />
            )}
            <Toaster theme={shown} />
          </StartRunContext.Provider>
        </Router>
      </TooltipProvider>
    </EngineProvider>
  )
}
