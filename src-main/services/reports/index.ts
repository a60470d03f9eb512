/** Exports: a comparison with its notes as a file (pdf.md). Exporters live in `exporters/<format>/`. */
export { createReports, type Reports } from './service'
