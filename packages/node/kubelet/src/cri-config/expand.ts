/** `$(VAR)` references in commands, arguments and values. */
import { ContainerConfigError } from './objects.ts';
import { SizeBudget } from './size-budget.ts';

/** containerd takes no larger request than this. */
const maxExpandedLength = 16 * 1024 * 1024;

/** For the environment of one container, or for its command and arguments. */
export const containerBudget = (what: string): SizeBudget =>
  new SizeBudget(maxExpandedLength, () => new ContainerConfigError(`${what} of the container is too large`));

/**
 * Replaces `$(NAME)` by what `lookup` gives; `$$` stands for one `$`, so `$$(NAME)` stays a reference in text. A
 * reference to nothing, and a `$` before anything else, stay as they are. References multiply: the result is taken from
 * the budget before it is made.
 */
export function expandReferences(
  text: string,
  lookup: (name: string) => string | undefined,
  budget: SizeBudget,
): string {
  budget.take(text.length);
  const lastClosing = text.lastIndexOf(')');
  let out = '';
  for (let index = 0; index < text.length; ) {
    const dollar = text.indexOf('$', index);
    if (dollar < 0 || dollar === text.length - 1) return out + text.slice(index);
    out += text.slice(index, dollar);
    const next = text[dollar + 1];
    // Without the first test, a text of nothing but `$(` would be searched to its end each time.
    const end = next === '(' && dollar < lastClosing ? text.indexOf(')', dollar) : -1;
    if (next === '$') {
      out += '$';
      index = dollar + 2;
    } else if (end > 0) {
      const name = text.slice(dollar + 2, end);
      const value = lookup(name);
      budget.take(value?.length ?? 0);
      out += value ?? `$(${name})`;
      index = end + 1;
    } else {
      out += `$${next}`;
      index = dollar + 2;
    }
  }
  return out;
}
