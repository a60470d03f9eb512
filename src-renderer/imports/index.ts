/** Importing files into archives in work, making, sealing and verifying those: dialogs, the panel of what is running, reports. */
export { addFiles, isBusy, newArchive, recogniseText, sealArchive, showReport, verifyOther } from './dialogs'
export { default as ImportList } from './ImportList.vue'
export { default as ImportsLayer } from './ImportsLayer.vue'
export { isRecognisable } from './recognition'
export { type Chosen, choose, namesOf, takeDropped } from './sources'
export { useImportsStore } from './store'
export { default as VerifyResult } from './VerifyResult.vue'
export { default as VirtualRows } from './VirtualRows.vue'
