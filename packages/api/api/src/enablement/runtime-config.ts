/** Which resources are served, as `--runtime-config` sets it. Upstream: apiserver/pkg/server/resourceconfig. */
import { registeredGroups } from '../facts.ts';
import type { ResourceDefinition } from '../resource-definition.ts';
import { EnablementError, parseBool } from './feature-gate-settings.ts';
import { otherVersionOf } from './other-versions.ts';

/** Values by key: `api/all`, `api/beta`, `batch/v1`, `resource.k8s.io/v1beta2/deviceclasses`. */
export type RuntimeConfig = Readonly<Record<string, string>>;

/** In the order in which they apply. */
const versionSets: Readonly<Record<string, RegExp>> = {
  'api/all': /./,
  'api/ga': /^v\d+$/,
  'api/beta': /^v\d+beta\d+$/,
  'api/alpha': /^v\d+alpha\d+$/,
};

/** Parses `api/beta=true,batch/v1=false`. A key without a value is true. */
export function parseRuntimeConfig(text: string): RuntimeConfig {
  const config: Record<string, string> = Object.create(null);
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const at = part.indexOf('=');
    config[(at < 0 ? part : part.slice(0, at)).trim()] = at < 0 ? 'true' : part.slice(at + 1).trim() || 'true';
  }
  return config;
}

function truthOf(key: string, value: string): boolean {
  const truth = parseBool(value);
  if (truth === undefined) throw new EnablementError(`invalid value of ${key}: ${value}: it must be true or false`);
  return truth;
}

interface Preferences {
  readonly sets: ReadonlyMap<string, boolean>;
  /** By `group/version`; the core group is `/v1`. */
  readonly versions: ReadonlyMap<string, boolean>;
  /** By `group/version/plural`. */
  readonly resources: ReadonlyMap<string, boolean>;
}

/** `v1` and `api/v1` are the core group. */
function placeOf(key: string): { readonly group: string; readonly version: string; readonly plural: string } {
  const parts = key.split('/');
  if (parts.length > 3) throw new EnablementError(`runtime-config invalid key ${key}`);
  const [group = '', version = '', plural = ''] = parts.length === 1 ? ['', key] : parts;
  return { group: group === 'api' ? '' : group, version, plural };
}

function preferencesOf(config: RuntimeConfig): Preferences {
  const preferences = {
    sets: new Map<string, boolean>(),
    versions: new Map<string, boolean>(),
    resources: new Map<string, boolean>(),
  };
  const registered = registeredGroups();
  for (const [key, value] of Object.entries(config)) {
    if (Object.hasOwn(versionSets, key)) {
      if (value !== 'true' && value !== 'false') throw new EnablementError(`invalid value ${key}=${value}`);
      preferences.sets.set(key, value === 'true');
      continue;
    }
    const { group, version, plural } = placeOf(key);
    const versions = registered.get(group);
    if (versions === undefined) throw new EnablementError(`unknown api groups ${key}`);
    if (![...versions.versions, ...versions.offByDefault].includes(version))
      throw new EnablementError(`group version ${group}/${version} that has not been registered`);
    if (plural !== plural.toLowerCase())
      throw new EnablementError(
        `invalid key ${key}: group/version/resource and resource is always lowercase plural, not ${JSON.stringify(plural)}`,
      );
    if (plural === '') preferences.versions.set(`${group}/${version}`, truthOf(key, value));
    else preferences.resources.set(`${group}/${version}/${plural}`, truthOf(key, value));
  }
  return preferences;
}

interface Named {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}

/** Whether a resource is served: its own setting, else that of its version, else the last of the sets that contain it. */
function isServed({ group, version, plural }: Named, byDefault: boolean, { sets, versions, resources }: Preferences) {
  const own = resources.get(`${group}/${version}/${plural}`) ?? versions.get(`${group}/${version}`);
  if (own !== undefined) return own;
  let served = byDefault;
  for (const [name, pattern] of Object.entries(versionSets)) {
    const value = pattern.test(version) ? sets.get(name) : undefined;
    if (value !== undefined) served = value;
  }
  return served;
}

export interface ServedResources {
  readonly definitions: readonly ResourceDefinition[];
  /** What the user should know about the settings. */
  readonly warnings: readonly string[];
}

/** The versions that are off by default, and of which something is to be served. */
function* versionsToAdd(preferences: Preferences): Generator<{ readonly group: string; readonly version: string }> {
  for (const [group, { offByDefault }] of registeredGroups())
    for (const version of offByDefault) {
      const inVersion = ([key, value]: [string, boolean]): boolean => value && key.startsWith(`${group}/${version}/`);
      const isAsked = isServed({ group, version, plural: '' }, false, preferences);
      if (isAsked || [...preferences.resources].some(inVersion)) yield { group, version };
    }
}

/**
 * The resources that are served, of those that are served by default and those that can be enabled. Throws
 * EnablementError for settings that upstream refuses, and for versions that are named and that kubets does not have.
 * Those that only a set of versions (`api/beta`) contains are warned of.
 */
export function servedResources(builtin: readonly ResourceDefinition[], config: RuntimeConfig = {}): ServedResources {
  const keys = Object.keys(config);
  if (keys.length === 0) return { definitions: builtin, warnings: [] };
  if (keys.length === 1 && config['api/all'] === 'false')
    throw new EnablementError('invalid runtime-config with only api/all=false');
  const preferences = preferencesOf(config);
  const definitions = builtin.filter((each) => isServed(each, true, preferences));
  const [refused, missing]: [string[], string[]] = [[], []];
  for (const { group, version } of versionsToAdd(preferences)) {
    const key = `${group}/${version}`;
    const other = otherVersionOf(group, version, builtin);
    const named = [...preferences.versions.keys(), ...preferences.resources.keys()].some((each) =>
      `${each}/`.startsWith(`${key}/`),
    );
    if (other === undefined) (named ? refused : missing).push(key);
    else missing.push(...other.missing.map((plural) => `${key}/${plural}`));
    definitions.push(...(other?.definitions ?? []).filter((each) => isServed(each, false, preferences)));
  }
  if (refused.length > 0) throw new EnablementError(`kubets does not have these API versions: ${refused.join(', ')}`);
  const warnings = missing.length === 0 ? [] : [`kubets does not serve these APIs: ${missing.join(', ')}`];
  return { definitions, warnings };
}
