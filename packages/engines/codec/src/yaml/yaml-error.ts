/** Errors for text that is not valid YAML, or has no JSON value, with the messages of sigs.k8s.io/yaml. */

/** The message begins with `yaml: ` or `json: `, as go-yaml's and Go's JSON encoder's do. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/**
 * What the scanner found at a line (from 0). go-yaml names lines from 1 here, but no line where it is the first.
 */
export function scannerError(problem: string, line: number): YamlError {
  return new YamlError(`yaml: ${line === 0 ? '' : `line ${line + 1}: `}${problem}`);
}

/** What the parser found at a token of a line (from 0). go-yaml names these lines from 0, and leaves out the first. */
export function parserError(problem: string, line: number): YamlError {
  return new YamlError(`yaml: ${line === 0 ? '' : `line ${line}: `}${problem}`);
}

/** An error of a value without a line. */
export function valueError(problem: string): YamlError {
  return new YamlError(`yaml: ${problem}`);
}
