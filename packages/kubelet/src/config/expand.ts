/** `$(VAR)` references in commands, arguments and values. */

/**
 * Replaces `$(NAME)` by what `lookup` gives; `$$` stands for one `$`, so `$$(NAME)` stays a reference in text. A
 * reference to nothing, and a `$` before anything else, stay as they are.
 */
export function expandReferences(text: string, lookup: (name: string) => string | undefined): string {
  let out = '';
  for (let index = 0; index < text.length; ) {
    const dollar = text.indexOf('$', index);
    if (dollar < 0 || dollar === text.length - 1) return out + text.slice(index);
    out += text.slice(index, dollar);
    const next = text[dollar + 1];
    const end = next === '(' ? text.indexOf(')', dollar) : -1;
    if (next === '$') {
      out += '$';
      index = dollar + 2;
    } else if (end > 0) {
      const name = text.slice(dollar + 2, end);
      out += lookup(name) ?? `$(${name})`;
      index = end + 1;
    } else {
      out += `$${next}`;
      index = dollar + 2;
    }
  }
  return out;
}
