/** The commands of the Read screen, for the palette and the keys. */
import { useI18n } from '@/locales'
import type { Reader } from '@/reader'
import { useCommandStore } from '@/stores'
import { FileImage, Pentagon, RectangleHorizontal, Search, TextCursor } from '@lucide/vue'
import type { ShallowRef } from 'vue'

export interface ReadCommands {
  hasDocument(): boolean
  hasNotes(): boolean
  /** The document can be shown as a text and as pages. */
  canSwitch(): boolean
  readonly reader: ShallowRef<Reader | null>
  find(): Promise<void>
  step(by: 1 | -1): void
  switchView(): void
}

/** Registers them for as long as the screen is shown. */
export function useReadCommands(port: ReadCommands): void {
  const { t } = useI18n()
  const { reader } = port
  const hasPages = () => (reader.value?.pages ?? null) !== null
  useCommandStore().register([
    {
      id: 'read.find',
      title: () => t('read.find.title'),
      keys: 'Ctrl+F',
      icon: Search,
      enabled: port.hasDocument,
      run: port.find,
    },
    {
      id: 'read.caret',
      title: () => t('read.caret'),
      keys: 'F7',
      icon: TextCursor,
      enabled: () => reader.value !== null,
      run: () => void reader.value?.toggleCaret(),
    },
    {
      id: 'read.view',
      title: () => t('pages.view'),
      keys: 'F8',
      icon: FileImage,
      enabled: port.canSwitch,
      run: port.switchView,
    },
    {
      id: 'read.drawRect',
      title: () => t('pages.drawRect'),
      icon: RectangleHorizontal,
      enabled: hasPages,
      run: () => reader.value?.pages?.drawRegion('rect'),
    },
    {
      id: 'read.drawPolygon',
      title: () => t('pages.drawPolygon'),
      icon: Pentagon,
      enabled: hasPages,
      run: () => reader.value?.pages?.drawRegion('polygon'),
    },
    { id: 'read.nextNote', title: () => t('read.nextNote'), enabled: port.hasNotes, run: () => port.step(1) },
    { id: 'read.previousNote', title: () => t('read.previousNote'), enabled: port.hasNotes, run: () => port.step(-1) },
  ])
}
