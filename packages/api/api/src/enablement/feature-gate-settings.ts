/** The values of feature gates, as `--feature-gates` sets them. Upstream: component-base/featuregate. */
import type { TypeNode } from '@kubets/schema';
import { type FeatureGate, featureGates } from '../feature-gates.ts';
import { typeFacts } from '../generated/types.gen.ts';
import { currentRelease, type Release } from '../releases.ts';

/** The values that are set; gates without one have their default. */
export type FeatureGateSettings = Readonly<Record<string, boolean>>;

/** Settings that cannot be used. The message names each of them. */
export class EnablementError extends Error {
  override readonly name = 'EnablementError';
}

/** Whether each gate is enabled. */
export interface EnabledFeatures {
  readonly enabled: ReadonlyMap<string, boolean>;
  /** What the user should know about the settings. */
  readonly warnings: readonly string[];
}

/** Special gates, which set all gates of a stage that are not set themselves. */
const stagesOf: Readonly<Record<string, FeatureGate['stage']>> = { AllAlpha: 'ALPHA', AllBeta: 'BETA' };

const truths: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const falsehoods: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

/** As Go's ParseBool; undefined for other texts. */
export function parseBool(text: string): boolean | undefined {
  if (truths.has(text)) return true;
  return falsehoods.has(text) ? false : undefined;
}

/** Parses `A=true,B=false`. Throws EnablementError. */
export function parseFeatureGates(text: string): FeatureGateSettings {
  const settings: Record<string, boolean> = Object.create(null);
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const at = part.indexOf('=');
    const name = (at < 0 ? part : part.slice(0, at)).trim();
    if (at < 0) throw new EnablementError(`missing bool value for ${name}`);
    const value = parseBool(part.slice(at + 1).trim());
    if (value === undefined)
      throw new EnablementError(`invalid value of ${name}=${part.slice(at + 1)}: it must be true or false`);
    settings[name] = value;
  }
  return settings;
}

/** The gates that fields of built-in types belong to. */
function gatesOfFields(): ReadonlySet<string> {
  const types = Object.values(typeFacts() as Readonly<Record<string, TypeNode>>);
  return new Set(types.flatMap(({ fields = [] }) => fields.flatMap(({ gates = [] }) => gates)));
}

/** Each setting by itself: unknown and locked gates are refused. */
function checkSetting(name: string, value: boolean, gate: FeatureGate | undefined): string | undefined {
  if (gate === undefined) return `unrecognized feature gate: ${name}`;
  if (!gate.locked || gate.default === value) return undefined;
  return `cannot set feature gate ${name} to ${value}, feature is locked to ${gate.default}`;
}

function warningOf(name: string, value: boolean, { stage }: FeatureGate): readonly string[] {
  if (stage !== 'GA' && stage !== 'DEPRECATED') return [];
  const word = stage === 'GA' ? 'GA' : 'deprecated';
  return [`Setting ${word} feature gate ${name}=${value}. It will be removed in a future release.`];
}

/**
 * Gates whose value kubets cannot honor. A gate can be disabled if its feature consists of fields, which the API server
 * then drops. Features that are off by default are not implemented.
 */
function unsupported(gates: ReadonlyMap<string, FeatureGate>, values: ReadonlyMap<string, boolean>): readonly string[] {
  const changed = [...gates].filter(([name, gate]) => values.get(name) !== gate.default);
  if (changed.length === 0) return [];
  const withFields = gatesOfFields();
  const names = (value: boolean) =>
    changed.filter(([name]) => values.get(name) === value && (value || !withFields.has(name))).map(([name]) => name);
  const [on, off] = [names(true), names(false)];
  return [
    ...(on.length === 0 ? [] : [`kubets does not implement the features of these gates: ${on.join(', ')}`]),
    ...(off.length === 0 ? [] : [`kubets cannot disable the features of these gates: ${off.join(', ')}`]),
  ];
}

/** Throws EnablementError for settings that upstream refuses, and for those that kubets cannot honor. */
export function enabledFeatures(
  settings: FeatureGateSettings = {},
  release: Release = currentRelease,
): EnabledFeatures {
  const gates = featureGates(release);
  const problems: string[] = [];
  const warnings: string[] = [];
  const values = new Map([...gates].map(([name, gate]) => [name, gate.default]));
  for (const [special, stage] of Object.entries(stagesOf)) {
    const value = settings[special];
    if (value === undefined) continue;
    for (const [name, gate] of gates) if (gate.stage === stage && !gate.locked) values.set(name, value);
  }
  for (const [name, value] of Object.entries(settings)) {
    if (Object.hasOwn(stagesOf, name)) continue;
    const gate = gates.get(name);
    const problem = checkSetting(name, value, gate);
    if (problem !== undefined) problems.push(problem);
    if (problem !== undefined || gate === undefined) continue;
    warnings.push(...warningOf(name, value, gate));
    values.set(name, value);
  }
  for (const [name, { requires }] of gates) {
    const disabled = values.get(name) ? requires.filter((each) => values.get(each) !== true) : [];
    if (disabled.length > 0)
      problems.push(`${name} is enabled, but depends on features that are disabled: [${disabled.join(' ')}]`);
  }
  problems.push(...unsupported(gates, values));
  if (problems.length > 0) throw new EnablementError(problems.join('; '));
  return { enabled: values, warnings };
}
