/** Character recognition of scans and of PDFs without text: pictures of pages to a document model, offline. */
export { createRecogniser } from './recogniser'
