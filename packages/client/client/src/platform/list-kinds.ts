/** Items of typed lists come without kind and apiVersion, which their list says: here they get them back. */

interface Named {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
}

/** The answer with items as every other object is. What is no list stays as it is. */
export function withItemKinds(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items))
    return answer;
  const { kind, apiVersion } = answer as Named;
  if (typeof kind !== 'string' || !kind.endsWith('List')) return answer;
  const own = { kind: kind.slice(0, -'List'.length), apiVersion };
  return { ...answer, items: answer.items.map((item: Named) => ({ ...own, ...item })) };
}
