/** The parts of the settings, each a component of its own. */
import { HardDrive, History, Info, Keyboard, Languages, Palette, Highlighter } from '@lucide/vue'
import { type Component, shallowRef } from 'vue'
import AboutSection from './AboutSection.vue'
import AppearanceSection from './AppearanceSection.vue'
import ColoursSection from './ColoursSection.vue'
import DataSection from './DataSection.vue'
import KeyboardSection from './KeyboardSection.vue'
import LanguageSection from './LanguageSection.vue'
import SnapshotsSection from './SnapshotsSection.vue'

export interface Section {
  readonly id: 'language' | 'appearance' | 'colours' | 'keyboard' | 'data' | 'snapshots' | 'about'
  readonly icon: Component
  readonly component: Component
}

export const sections: readonly Section[] = [
  { id: 'language', icon: Languages, component: LanguageSection },
  { id: 'appearance', icon: Palette, component: AppearanceSection },
  { id: 'colours', icon: Highlighter, component: ColoursSection },
  { id: 'keyboard', icon: Keyboard, component: KeyboardSection },
  { id: 'data', icon: HardDrive, component: DataSection },
  { id: 'snapshots', icon: History, component: SnapshotsSection },
  { id: 'about', icon: Info, component: AboutSection },
]

/** The part that is open; stays while other screens are shown. */
export const openSection = shallowRef<Section['id']>('appearance')
