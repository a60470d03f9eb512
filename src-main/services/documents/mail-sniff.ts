/** Headers of mails, told by their first lines. */

const known =
  /^(?:from|to|cc|subject|date|message-id|mime-version|received|return-path|delivered-to|reply-to|content-type|content-transfer-encoding|in-reply-to|references|sender|dkim-signature|x-[\w-]+)$/

/** Names of the fields at the beginning of a text, lower case, with their values; null where a line is none. */
export function fieldsAtStart(start: string): { name: string; value: string }[] | null {
  const fields: { name: string; value: string }[] = []
  const lines = start.replace(/^[\r\n]+/, '').split(/\r?\n/)
  // The last line may be cut off.
  if (start.length >= 4000) lines.pop()
  for (const line of lines) {
    if (line === '') break
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last) last.value += line
    else {
      const found = /^([!-9;-~]+)[ \t]*:([^]*)$/.exec(line)
      if (!found) return null
      fields.push({ name: (found[1] ?? '').toLowerCase(), value: (found[2] ?? '').trim() })
    }
  }
  return fields
}

/** Different fields of mails among these. */
export function mailFields(fields: readonly { name: string }[]): number {
  return new Set(fields.map(({ name }) => name).filter((name) => known.test(name))).size
}
