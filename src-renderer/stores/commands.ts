/** The commands of the palette, the keyboard and the system's menu. Screens add theirs while they are open. */
import { defineStore } from 'pinia'
import { type Component, computed, getCurrentScope, onScopeDispose, shallowRef } from 'vue'

export interface Command {
  /** Unique, `area.verb`; the system's menu calls it by this. */
  readonly id: string
  readonly title: () => string
  /** As on the keyboard of a PC, e.g. `Ctrl+Shift+Z`; on a Mac, Ctrl is Command. */
  readonly keys?: string
  readonly icon?: Component
  readonly enabled?: () => boolean
  readonly run: () => void | Promise<unknown>
}

export const useCommandStore = defineStore('commands', () => {
  const groups = shallowRef<readonly (readonly Command[])[]>([])
  const all = computed(() => groups.value.flat())

  /** Adds commands until the returned function is called, or the component that registered them is gone. */
  function register(commands: readonly Command[]): () => void {
    const group = [...commands]
    groups.value = [...groups.value, group]
    const remove = () => {
      groups.value = groups.value.filter((other) => other !== group)
    }
    if (getCurrentScope()) onScopeDispose(remove)
    return remove
  }

  const isEnabled = (command: Command) => command.enabled?.() ?? true

  /** Runs a command by its id; false where there is none or it cannot be run now. */
  function run(id: string): boolean {
    const command = all.value.findLast((candidate) => candidate.id === id)
    if (!command || !isEnabled(command)) return false
    void command.run()
    return true
  }

  return { all, register, run, isEnabled }
})
