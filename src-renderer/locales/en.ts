/** All messages of this language, in one chunk. */
import { flatten } from './flatten'

export const messages = flatten(import.meta.glob('./en/*.json', { eager: true, import: 'default' }))
