/** Prints results of a JSONPath as kubectl does. */

/** JSON as Go writes it: keys sorted, `<`, `>`, `&` escaped. `indent` breaks lines. */
export function goJson(value: unknown, indent = '', margin = ''): string {
  if (value === undefined) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return escapeHtml(JSON.stringify(value));
  const inner = margin + indent;
  const [gap, colon] = indent === '' ? ['', ':'] : [`\n${inner}`, ': '];
  const close = indent === '' ? '' : `\n${margin}`;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    return `[${gap}${value.map((item) => goJson(item, indent, inner)).join(`,${gap}`)}${close}]`;
  }
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (members.length === 0) return '{}';
  const text = members.map(([key, member]) => escapeHtml(JSON.stringify(key)) + colon + goJson(member, indent, inner));
  return `{${gap}${text.join(`,${gap}`)}${close}}`;
}

function escapeHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Go's `%v` of a scalar: numbers below 10⁻⁴ and from 10²¹ on have exponents of two digits. */
function scalar(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value !== 'number') return String(value);
  const small = value !== 0 && Math.abs(value) < 1e-4;
  return (small ? value.toExponential() : String(value)).replace(/e([+-])(\d)$/, 'e$10$2');
}

export interface JsonPathPrinting {
  /** `-o jsonpath-as-json`: every group of results as one indented JSON list. */
  readonly json?: boolean;
}

/** The text of the results: values of a part are separated by blanks, parts are joined. */
export function printJsonPath(
  results: readonly (readonly unknown[])[],
  { json = false }: JsonPathPrinting = {},
): string {
  return results
    .map((group) => {
      if (json) return `${goJson(group, '    ')}\n`;
      return group
        .map((value) => (typeof value === 'object' && value !== null ? goJson(value) : scalar(value)))
        .join(' ');
    })
    .join('');
}
