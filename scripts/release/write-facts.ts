/** The texts of the files of facts: JSON with one entry on each line, so that a changed entry is one line of a difference. */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Longer lists have one entry on each line. */
const longestLine = 2;
const isVersion = (value: unknown): boolean => typeof value === 'string' && /^[\d.]+$/.test(value);

function section(value: unknown): string {
  if (Array.isArray(value) && value.length > longestLine && !value.every(isVersion)) {
    return `[\n${value.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`;
  }
  if (!isObject(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  return `{\n${lines.join(',\n')}\n}`;
}

/** A file with these sections. */
export function factsText(sections: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(sections).map(([name, value]) => `${JSON.stringify(name)}:${section(value)}`);
  return `{\n${parts.join(',\n')}\n}\n`;
}
