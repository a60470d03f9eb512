/** The frame around the screens, and what screens use of it. */
export { announce, announced } from './announce'
export { askCompareWith } from './compare-with'
export { default as KeyList } from './KeyList.vue'
export { chooseArchive } from './open-archive'
