/** Helpers of the tests of the checks. */
import type { Container, PodSpec } from '@kubets/api';
import { detailsOf, evaluatePod } from './evaluate.ts';
import { type Level, type LevelVersion, parseVersion } from './policy.ts';

const at = (text: string): LevelVersion => {
  const [level = '', version = ''] = text.split(':');
  const parsed = parseVersion(version);
  if (parsed === undefined) throw new TypeError(`no version: ${version}`);
  return { level: level as Level, version: parsed };
};

export interface Given {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: Partial<PodSpec>;
}

/** The message about a pod, by level and version (`baseline:v1.30`); empty if the pod complies. */
export const messageOf = (levelVersion: string, { annotations = {}, spec = {} }: Given, serverMinor = 36): string =>
  detailsOf(evaluatePod(at(levelVersion), { annotations, spec: { containers: [], ...spec } }, serverMinor));

export const container = (name: string, fields: Partial<Container> = {}): Container => ({
  name,
  image: 'i',
  ...fields,
});
export const secured = (name: string, securityContext: Container['securityContext'] = {}): Container =>
  container(name, { securityContext });
