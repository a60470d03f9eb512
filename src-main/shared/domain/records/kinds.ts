import type { Annotation } from '../../contract'

/** The words that a correction asks for; undefined for every other note, and where it names none. */
export const correctionOf = ({ kind, correction }: Pick<Annotation, 'kind' | 'correction'>): string | undefined =>
  kind === 'correction' && correction !== '' ? correction : undefined
