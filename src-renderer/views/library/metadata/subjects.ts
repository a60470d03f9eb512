/** Subjects as they are typed. Pure. */

/** `before` with what was typed, one subject or several with semicolons between them; none twice, whatever its case. */
export function subjectsFrom(typed: string, before: readonly string[] = []): string[] {
  const known = new Set(before.map((subject) => subject.toLowerCase()))
  const added = typed
    .split(';')
    .map((subject) => subject.replace(/\s+/g, ' ').trim())
    .filter((subject) => subject !== '' && !known.has(subject.toLowerCase()) && known.add(subject.toLowerCase()))
  return [...before, ...added]
}
