/** The language of the defaults facts: what API defaulting sets on absent fields of a type, in order. */

/** All conditions of a rule must hold. `path` is relative to the type that has the rule. */
export interface DefaultCondition {
  readonly path?: string;
  readonly is?: unknown;
  readonly in?: readonly unknown[];
  /** Whether the field holds more than its zero value. */
  readonly set?: boolean;
  /** A feature gate that must be on. */
  readonly gate?: string;
  /** The tag of the image reference at this path. */
  readonly tagOf?: string;
  readonly isNot?: unknown;
  /** Volume: no other source is set. */
  readonly noOtherSource?: boolean;
  /** A condition that facts cannot express: the strategy of the kind decides. */
  readonly other?: boolean;
}

export interface DefaultRule {
  /** `a.b[].c`: each item; `a{}`: each key; `a{key}`: this key; `a[0]`: this item. */
  readonly path?: string;
  readonly value?: unknown;
  readonly copyOf?: string;
  readonly when?: readonly DefaultCondition[];
  readonly append?: readonly unknown[];
  readonly now?: 'second';
  /** The rules of another type. */
  readonly sameAs?: string;
  /** Not a constant value: set by the strategy of the kind. */
  readonly computed?: boolean;
  readonly lowerCase?: boolean;
  readonly suffix?: string;
  readonly roundUpToPowerOf10?: number;
}

export interface DefaultsTable {
  get(type: string): readonly DefaultRule[] | undefined;
}

/** A table over the `defaults` object of the facts. Own keys only. */
export function defaultsTable(defaults: Readonly<Record<string, readonly DefaultRule[]>>): DefaultsTable {
  return { get: (type) => (Object.hasOwn(defaults, type) ? defaults[type] : undefined) };
}
