/** The options of admission plugins: which apply, and which files they name. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { loadAdmission } from './admission-settings.ts';
import { mergedAdmission } from './settings.ts';

describe('mergedAdmission', () => {
  const last = { enable: ['AlwaysPullImages'], disable: ['Priority'], configFile: '/a.yaml' };
  it.each([
    [undefined, undefined, undefined],
    [undefined, last, last],
    [{ enable: [] }, last, { ...last, enable: [] }],
    [
      { disable: ['LimitRanger'], configFile: '/b.yaml' },
      last,
      { ...last, disable: ['LimitRanger'], configFile: '/b.yaml' },
    ],
  ])('of %j and %j is %j', (requested, before, expected) => {
    expect(mergedAdmission(requested, before)).toEqual(expected);
  });
});

describe('loadAdmission', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'kubets-admission-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n';

  it('loads nothing without options', async () => {
    expect(await loadAdmission(undefined)).toBeUndefined();
    expect(await loadAdmission({ enable: [], disable: [] })).toBeUndefined();
  });

  it('reads files relative to the configuration', async () => {
    file('selectors.yaml', 'podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: a=b}');
    const configFile = file('a.yaml', `${head}- {name: PodNodeSelector, path: selectors.yaml}`);
    const settings = await loadAdmission({ enable: ['PodNodeSelector'], configFile });
    expect(settings?.configurations?.get('PodNodeSelector')).toEqual({
      podNodeSelectorPluginConfig: { clusterDefaultNodeSelector: 'a=b' },
    });
  });

  it.each([
    ['an unknown plugin', { enable: ['X'] }, 'enable-admission-plugins plugin "X" is unknown'],
    ['a missing file', { configFile: '/does/not/exist' }, 'unable to read admission control configuration from'],
  ])('refuses %s', async (_, choice, message) => {
    await expect(loadAdmission(choice)).rejects.toThrow(message);
    await expect(loadAdmission(choice)).rejects.toThrow(UsageError);
  });

  it('refuses a configuration that names a missing file', async () => {
    const configFile = file('b.yaml', `${head}- {name: PodNodeSelector, path: missing.yaml}`);
    await expect(loadAdmission({ configFile })).rejects.toThrow('missing.yaml');
  });
});
