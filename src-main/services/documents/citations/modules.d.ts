declare module '@citation-js/core' {
  export const plugins: {
    input: {
      /** With `forceType` nothing is guessed, and so nothing is taken for an address. */
      chain(data: string, options: { forceType: string; generateGraph: boolean }): unknown[]
    }
    output: {
      format(name: string, data: readonly unknown[], options: { format: 'text' }): string
    }
  }
  export const logger: { level: string }
}
declare module '@citation-js/plugin-bibtex'
declare module '@citation-js/plugin-ris'
