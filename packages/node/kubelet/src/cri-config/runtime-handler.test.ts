/** What is refused where the runtime cannot give it. */
import type { VolumeMount } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { dottedSysctl } from '../pod/sysctls.ts';
import { recursiveReadOnly, refuseUserNamespace, supportsRecursiveReadOnly } from './runtime-handler.ts';

describe('recursiveReadOnly', () => {
  const words = 'failed to resolve recursive read-only mode: volume "v" requested recursive read-only mode, but it is';
  const mount = (more: Partial<VolumeMount>): VolumeMount => ({ name: 'v', mountPath: '/v', ...more });
  it.each<[Partial<VolumeMount>, boolean, boolean | string]>([
    [{}, true, false],
    [{ readOnly: true, recursiveReadOnly: 'Disabled' }, true, false],
    [{ readOnly: true, recursiveReadOnly: 'IfPossible' }, true, true],
    [{ readOnly: true, recursiveReadOnly: 'IfPossible' }, false, false],
    [{ readOnly: true, recursiveReadOnly: 'Enabled' }, true, true],
    [{ readOnly: true, recursiveReadOnly: 'Enabled' }, false, `${words} not supported by the runtime`],
    [{ recursiveReadOnly: 'Enabled' }, true, `${words} not read-only`],
    [
      { readOnly: true, recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' },
      true,
      `${words} not compatible with propagation "HostToContainer"`,
    ],
  ])('%j where supported is %s', (given, supported, wanted) => {
    if (typeof wanted === 'string') expect(() => recursiveReadOnly(mount(given), supported)).toThrow(wanted);
    else expect(recursiveReadOnly(mount(given), supported)).toBe(wanted);
  });

  it('is supported by the handler that says so', () => {
    const features = {
      supplementalGroupsPolicy: false,
      handlers: [
        { name: '', recursiveReadOnlyMounts: true },
        { name: 'other', recursiveReadOnlyMounts: false },
      ],
    };
    expect(['', 'other', 'none'].map((name) => supportsRecursiveReadOnly(features, name))).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('hostUsers: false', () => {
  const pod = { spec: { containers: [], hostUsers: false } };
  it.each([
    ['', "can't set `spec.hostUsers: false`, runtime does not support user namespaces"],
    ['gvisor', 'can\'t set `spec.hostUsers: false`, RuntimeClass handler "gvisor" does not support user namespaces'],
  ])('is refused for the handler %j', (handler, message) => {
    expect(() => refuseUserNamespace(pod, handler)).toThrow(message);
    expect(() => refuseUserNamespace({ spec: { containers: [], hostUsers: true } }, handler)).not.toThrow();
  });
});

describe('dottedSysctl', () => {
  it.each([
    ['net.ipv4.conf.eno2/100.rp_filter', 'net.ipv4.conf.eno2/100.rp_filter'],
    ['net/ipv4/conf/eno2.100/rp_filter', 'net.ipv4.conf.eno2/100.rp_filter'],
    ['kernel', 'kernel'],
  ])('%s is %s', (name, wanted) => {
    expect(dottedSysctl(name)).toBe(wanted);
  });
});
