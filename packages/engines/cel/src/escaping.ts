/** Escapes property names to CEL identifiers (`__dash__`), as Kubernetes documents. */

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

const escapes: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

/**
 * The declared field that `name` selects. Fields are declared under escaped names; a property whose name is a reserved word can also
 * be selected as it is: `self.namespace` and `self.__namespace__`.
 */
export function selectedField<T>(fields: ReadonlyMap<string, T>, name: string): T | undefined {
  return fields.get(name) ?? (reserved.has(name) ? fields.get(`__${name}__`) : undefined);
}

/** The identifier of a property; undefined if there is none. */
export function escapeProperty(name: string): string | undefined {
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined;
  if (reserved.has(name)) return `__${name}__`;
  return name.replaceAll(/__|[.\-/]/g, (part) => escapes[part] ?? part);
}
