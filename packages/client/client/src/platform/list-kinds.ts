/** Sets kind and apiVersion of list items: the API returns them only for the list. */

interface Named {
  readonly kind?: unknown;
  readonly apiVersion?: unknown;
}

/** The response with complete items. A response that is not a list is returned unchanged. */
export function withItemKinds(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('items' in answer) || !Array.isArray(answer.items))
    return answer;
  const { kind, apiVersion } = answer as Named;
  if (typeof kind !== 'string' || !kind.endsWith('List')) return answer;
  const own = { kind: kind.slice(0, -'List'.length), apiVersion };
  return { ...answer, items: answer.items.map((item: Named) => ({ ...own, ...item })) };
}
