/** Annotations for the audit event of one request. */

/** The lowest level of an audit event that contains the annotation: `Request` for what can contain parts of objects. */
export type AnnotationLevel = 'Metadata' | 'Request';

interface Annotation {
  readonly value: string;
  readonly level: AnnotationLevel;
}

export class AuditAnnotations {
  #annotations: Map<string, Annotation> | undefined;

  /** Of several values for a key, the first counts. */
  add(key: string, value: string, level: AnnotationLevel = 'Metadata'): void {
    this.#annotations ??= new Map();
    if (!this.#annotations.has(key)) this.#annotations.set(key, { value, level });
  }

  /** All that have been added so far, for an audit event of a level. */
  entries(level: AnnotationLevel): Readonly<Record<string, string>> {
    const shown = [...(this.#annotations ?? [])].filter(([, each]) => level === 'Request' || each.level === level);
    return Object.fromEntries(shown.map(([key, { value }]) => [key, value]));
  }
}
