import { createContext, useContext } from 'react'

export const THEME_CHOICES = ['light', 'dark', 'system'] as const
export type ThemeName = (typeof THEME_CHOICES)[number]

export interface ThemeChoice {
  readonly chosen: ThemeName
  readonly choose: (theme: ThemeName) => void
}

/** app/ provides it: any page may show and change what the app looks like. */
export const ThemeChoiceContext = createContext<ThemeChoice>({ chosen: 'system', choose: () => undefined })

export const useThemeChoice = (): ThemeChoice => useContext(ThemeChoiceContext)
