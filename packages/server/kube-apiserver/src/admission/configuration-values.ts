/** Values in the configurations of admission plugins. All functions throw AdmissionConfigurationError for other values. */
import { AdmissionConfigurationError } from './admission-configuration.ts';

/** Absent: empty. */
export function stringList(value: unknown, where: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((each): each is string => typeof each === 'string')) return value;
  throw new AdmissionConfigurationError(`${where} must be a list of strings`);
}

/** Absent: empty. */
export function stringMap(value: unknown, where: string): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const isMap = typeof value === 'object' && !Array.isArray(value);
  if (!isMap || !Object.values(value).every((each) => typeof each === 'string'))
    throw new AdmissionConfigurationError(`${where} must be an object of strings`);
  return value as Readonly<Record<string, string>>;
}

/** Absent: 0. */
export function wholeNumber(value: unknown, where: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new AdmissionConfigurationError(`${where} must be a whole number`);
}
