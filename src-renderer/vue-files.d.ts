/** Single-file components, for tools that read TypeScript only; the type checker reads the files themselves. */
declare module '*.vue' {
  import type { Component } from 'vue'
  const component: Component
  export default component
}
