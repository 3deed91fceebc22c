/** A generated part of a document, between two marker lines. */

interface GeneratedPart {
  /** The line before the part. */
  readonly start: string;
  /** The line after the part. */
  readonly end: string;
  readonly text: string;
}

/** Replaces the generated part. Throws if a marker line is missing. */
export function withGenerated(document: string, { start, end, text }: GeneratedPart): string {
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document does not contain the marker lines ${start} and ${end}`);
  return `${document.slice(0, from + start.length)}\n\n${text}\n\n${document.slice(to)}`;
}
