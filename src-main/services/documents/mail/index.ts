/** Mails, for the formats that hold them. Reading one (`./message`) is loaded when there is one. */
export { fieldsAtStart, mailFields } from './sniff'
