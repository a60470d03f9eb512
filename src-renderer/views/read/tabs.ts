/** What the panel beside the text shows. */
export type ReadTab = 'pages' | 'outline' | 'notes' | 'details'
