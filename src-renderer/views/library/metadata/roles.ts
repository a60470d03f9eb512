/** What people and places have to do with a document, in the words of the interface; other words stay as they are. */
import { type Agent, agentRoles } from '#shared/contract'
import { useI18n } from '@/locales'
import type { AgentField } from './draft'

type Role = (typeof agentRoles)[number] | 'created'

/** Roles that are offered for a field, the usual ones first. */
const offered: Readonly<Record<AgentField, readonly Role[]>> = {
  creators: ['author', 'editor', 'translator', 'compiler', 'artist', 'photographer', 'cartographer', 'sender'],
  persons: ['recipient', 'signatory', 'participant', 'witness', 'mentioned', 'subject'],
  places: ['created', 'mentioned', 'subject'],
}

export function useRoles() {
  const { t } = useI18n()

  /** The word for a role; a role of somebody's own is its own word. */
  function roleName(role: string): string {
    const key = `about.roles.${role}`
    const name = t(key)
    return name === key ? role : name
  }

  /** The role behind a word, whatever its case; words that name none are kept. */
  function roleOf(word: string): string {
    const plain = word.trim().toLowerCase()
    const known: readonly Role[] = [...agentRoles, 'created']
    return known.find((role) => roleName(role).toLowerCase() === plain) ?? word.trim()
  }

  /** "Anna Liepa (translator); Jānis Bērziņš", with the names of the register where they are in it. */
  function agentsText(list: readonly Agent[], nameOf: (key: string) => string): string {
    const words = list.map(({ key, name, role }) => {
      const shown = key === undefined ? name : nameOf(key)
      return role === undefined ? shown : `${shown} (${roleName(role)})`
    })
    return words.join('; ')
  }

  const rolesOf = (field: AgentField) => offered[field].map(roleName)
  return { roleName, roleOf, rolesOf, agentsText }
}
