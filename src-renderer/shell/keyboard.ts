/** Shortcuts: written as `Ctrl+Shift+Z`, matched against what was pressed; on a Mac, Ctrl is Command. */
import { letterOf } from '@/keys'

const isMac = navigator.platform.startsWith('Mac')
const names: Record<string, string> = {
  '←': 'ArrowLeft',
  '→': 'ArrowRight',
  '↑': 'ArrowUp',
  '↓': 'ArrowDown',
  '↵': 'Enter',
}

/** Whether an event is this shortcut. Digits are matched by the key's place, for Shift turns them into signs, and letters as `letterOf` reads them. */
export function matches(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  const last = parts.pop() ?? ''
  const wanted = names[last] ?? last
  const main = isMac ? event.metaKey : event.ctrlKey
  const other = isMac ? event.ctrlKey : event.metaKey
  if (main !== parts.includes('Ctrl') || other || event.altKey !== parts.includes('Alt')) return false
  // A sign such as ? needs Shift on most keyboards, without being written so.
  const isSign = wanted.length === 1 && !/[\p{L}\d]/u.test(wanted)
  if (!isSign && event.shiftKey !== parts.includes('Shift')) return false
  if (/^\d$/.test(wanted)) return event.code === `Digit${wanted}`
  if (/^[a-z]$/i.test(wanted)) return letterOf(event) === wanted.toLowerCase()
  return event.key.toLowerCase() === wanted.toLowerCase()
}

/** Whether a shortcut may act wherever the focus is: it has a modifier, is a function key, or a sign. */
export function isGlobal(keys: string): boolean {
  return /^(Ctrl|Alt)\+/.test(keys) || /^(Shift\+)?F\d+$/.test(keys) || keys === '?'
}

/** Where letters, and undo and redo, belong to the field. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)
}

/** What a field keeps for itself while someone types in it. */
export function belongsToField(keys: string): boolean {
  return ['Ctrl+Z', 'Ctrl+Shift+Z', 'Ctrl+Y', 'Alt+←', 'Alt+→', '?'].includes(keys)
}
