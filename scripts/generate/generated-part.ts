/** A part of a document that is generated, between two marks. */

interface GeneratedPart {
  /** The line before it, whole. */
  readonly start: string;
  /** The line after it, whole. */
  readonly end: string;
  readonly text: string;
}

/** The document with its generated part renewed. Throws when the marks around that part are missing. */
export function withGenerated(document: string, { start, end, text }: GeneratedPart): string {
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has lost its marks ${start} and ${end}`);
  return `${document.slice(0, from + start.length)}\n\n${text}\n\n${document.slice(to)}`;
}
