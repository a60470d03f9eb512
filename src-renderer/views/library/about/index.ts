/** The "About" sheet of a document: metadata, where it comes from, editions, original file, warnings. */
import { defineAsyncComponent } from 'vue'

export { askAbout, asked } from './asked'

/** Loaded when somebody asks for it. */
export const AboutSheet = defineAsyncComponent(() => import('./AboutSheet.vue'))
