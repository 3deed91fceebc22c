/** The nodes of JSONPath templates. */

/** An invalid template, or data that does not match. `message` is upstream's. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

/** One number of `[start:end:step]`. */
export interface SlicePlace {
  readonly value: number;
  readonly known: boolean;
}

export type JsonPathNode =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'field'; readonly name: string }
  | {
      readonly kind: 'slice';
      readonly start: SlicePlace;
      readonly end: SlicePlace;
      readonly step: SlicePlace;
      /** Whether the end was derived from the start: `[2]` is `[2:3]`. */
      readonly single: boolean;
    }
  | { readonly kind: 'filter'; readonly left: NodeList; readonly operator: string; readonly right: NodeList }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'union'; readonly parts: readonly NodeList[] }
  | { readonly kind: 'identifier'; readonly name: string };

export type NodeList = readonly JsonPathNode[];

/** Text to print, or the expression between braces. */
export type TemplatePart = string | NodeList;
