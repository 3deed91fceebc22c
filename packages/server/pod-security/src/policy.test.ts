/** The policies that labels of namespaces select, valid and invalid. */
import { describe, expect, it } from 'vitest';
import { levelVersionText, type Policy, parseVersion, policyOf, privilegedPolicy } from './policy.ts';

const shown = ({ enforce, audit, warn }: Policy): string => [enforce, audit, warn].map(levelVersionText).join(' ');
const labelled = (short: Readonly<Record<string, string>>) =>
  policyOf(
    Object.fromEntries(Object.entries(short).map(([name, value]) => [`pod-security.kubernetes.io/${name}`, value])),
    privilegedPolicy,
  );

describe('policyOf', () => {
  it.each<[Readonly<Record<string, string>>, string, readonly string[]]>([
    [{}, 'privileged:latest privileged:latest privileged:latest', []],
    [{ enforce: 'baseline' }, 'baseline:latest privileged:latest baseline:latest', []],
    [{ enforce: 'restricted', 'enforce-version': 'v1.24' }, 'restricted:v1.24 privileged:latest restricted:v1.24', []],
    [
      { enforce: 'restricted', 'enforce-version': 'v1.24', 'warn-version': 'v1.30' },
      'restricted:v1.24 privileged:latest restricted:v1.30',
      [],
    ],
    [{ enforce: 'restricted', warn: 'baseline' }, 'restricted:latest privileged:latest baseline:latest', []],
    [{ enforce: 'privileged', audit: 'baseline' }, 'privileged:latest baseline:latest privileged:latest', []],
    [
      { enforce: 'strict', audit: 'x', warn: '' },
      'restricted:latest privileged:latest privileged:latest',
      [
        'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
        'metadata.labels[pod-security.kubernetes.io/audit]: Invalid value: "x": must be one of privileged, baseline, restricted',
        'metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "": must be one of privileged, baseline, restricted',
      ],
    ],
    [
      { enforce: 'baseline', 'enforce-version': '1.24' },
      'baseline:latest privileged:latest baseline:latest',
      [
        'metadata.labels[pod-security.kubernetes.io/enforce-version]: Invalid value: "1.24": must be "latest" or "v1.x"',
      ],
    ],
    [
      { enforce: 'strict', warn: 'baseline' },
      'restricted:latest privileged:latest baseline:latest',
      [
        'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
      ],
    ],
  ])('%j', (labels, policy, errors) => {
    const found = labelled(labels);
    expect(shown(found.policy)).toBe(policy);
    expect(found.errors.map(({ field, message }) => `${field}: ${message}`)).toEqual(errors);
  });
});

describe('parseVersion', () => {
  it.each(['v1.0', 'v1.36', 'v1.9223372036854775807', 'latest'])('%s', (text) => {
    expect(parseVersion(text)?.text).toBe(text);
  });
  it.each(['', 'v1', 'v2.0', 'v1.01', 'v1.-1', 'v1.9223372036854775808', 'v1.1.1', 'Latest', 'v1.1\n'])(
    'not %j',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );
});
