/** What the reader has chosen. The data folder keeps it; the browser's storage only saves the first paint a flash. */
import { defaultPreferences, type Preferences, preferencesSchema } from '#shared/contract'
import { useHost } from '@/host'
import { type Language, matchLanguage, setLanguage } from '@/locales'
import { defineStore } from 'pinia'
import * as v from 'valibot'
import { computed, ref } from 'vue'

type ThemeName = NonNullable<Preferences['theme']>

const storageKey = 'avots-preferences'
const readingSizes = [
  [16, 24],
  [18, 28],
  [20, 32],
  [24, 36],
] as const

const media = (query: string) => (typeof matchMedia === 'function' ? matchMedia(query) : null)
const darkQuery = media('(prefers-color-scheme: dark)')
const contrastQuery = media('(prefers-contrast: more)')

function systemTheme(): ThemeName {
  if (contrastQuery?.matches) return 'contrast'
  return darkQuery?.matches ? 'dark' : 'light'
}

function applyAppearance(preferences: Preferences, theme: ThemeName): void {
  const root = document.documentElement
  const [size, line] = readingSizes[preferences.textSize] ?? readingSizes[1]
  root.dataset['theme'] = theme
  root.style.setProperty('--read-size', `${size}px`)
  root.style.setProperty('--read-line', `${line}px`)
  root.style.setProperty('--measure', `${preferences.measure}ch`)
  root.style.setProperty('--read-face', preferences.typeface === 'serif' ? 'var(--serif)' : 'var(--sans)')
  root.style.setProperty('--read-hyphens', preferences.hyphenate ? 'auto' : 'manual')
}

function remembered(): Preferences {
  try {
    const parsed = v.safeParse(preferencesSchema, {
      // Of an earlier version some are missing.
      ...defaultPreferences,
      ...(JSON.parse(localStorage.getItem(storageKey) ?? '{}') as object),
    })
    if (parsed.success) return parsed.output
  } catch {
    // Storage that cannot be read is as good as empty: the data folder has the truth.
  }
  return defaultPreferences
}

function remember(preferences: Preferences): void {
  try {
    localStorage.setItem(storageKey, JSON.stringify(preferences))
  } catch {
    // Full or forbidden storage costs one flash at the next start, nothing else.
  }
}

/** Theme, text size and language of the last time, before anything is painted and before the host answers. */
export async function applyRememberedPreferences(): Promise<void> {
  const preferences = remembered()
  applyAppearance(preferences, preferences.theme ?? systemTheme())
  await setLanguage(preferences.language ?? matchLanguage(navigator.languages))
}

export const usePreferencesStore = defineStore('preferences', () => {
  const current = ref<Preferences>(remembered())
  const system = ref<ThemeName>(systemTheme())
  const theme = computed<ThemeName>(() => current.value.theme ?? system.value)
  const language = computed<Language>(
    () => current.value.language ?? matchLanguage([useHost().info.locale, ...navigator.languages]),
  )

  async function apply(): Promise<void> {
    applyAppearance(current.value, theme.value)
    await setLanguage(language.value)
  }

  for (const query of [darkQuery, contrastQuery]) {
    query?.addEventListener('change', () => {
      system.value = systemTheme()
      applyAppearance(current.value, theme.value)
    })
  }

  /** Takes the preferences from the data folder. */
  async function load(): Promise<void> {
    current.value = await useHost().client.call('app.preferences', {})
    remember(current.value)
    await apply()
  }

  /** Changes some choices at once and keeps them. Throws AppError, and takes them back, when they cannot be kept. */
  async function set(patch: Partial<Omit<Preferences, 'v'>>): Promise<void> {
    const before = current.value
    current.value = { ...before, ...patch }
    await apply()
    try {
      const saved = await useHost().client.call('app.setPreferences', current.value)
      remember(saved)
    } catch (error) {
      current.value = before
      await apply()
      throw error
    }
  }

  return { current, theme, language, load, set }
})
