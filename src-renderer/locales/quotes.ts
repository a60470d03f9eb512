/** The services write for logs and terminals as well: there quotes are straight, on a page they are not. */
export const curlyQuotes = (sentence: string) => sentence.replace(/"([^"]*)"/g, '“$1”')
