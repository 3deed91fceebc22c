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

  describe('the kubeconfig of ImagePolicyWebhook', () => {
    const load = (cluster: string, user: string) => {
      const kubeconfig = `apiVersion: v1
kind: Config
current-context: c
contexts: [{name: c, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: 'https://images.example'${cluster}}}]
users: [{name: u, user: {${user}}}]
`;
      const path = file('images.kubeconfig', kubeconfig);
      const configFile = file(
        'images.yaml',
        `${head}- {name: ImagePolicyWebhook, configuration: {imagePolicy: {kubeConfigFile: ${path}}}}`,
      );
      return loadAdmission({ enable: ['ImagePolicyWebhook'], configFile });
    };

    it.each([
      ['', 'token: t', { token: 't' }],
      [', insecure-skip-tls-verify: false', 'token: t, username: ""', { token: 't' }],
      [', extensions: []', '', {}],
    ])('is used with %j and %j', async (cluster, user, credentials) => {
      expect((await load(cluster, user))?.imagePolicyBackend).toEqual({
        config: { url: 'https://images.example' },
        credentials,
      });
    });

    it.each([
      ['', 'exec: {command: get-token, apiVersion: client.authentication.k8s.io/v1}', 'user.exec'],
      ['', 'auth-provider: {name: oidc}', 'user.auth-provider'],
      ['', 'username: a, password: b', 'user.username, user.password'],
      ['', 'tokenFile: /t', 'user.tokenFile'],
      ['', 'as: admin', 'user.as'],
      ['', 'tokne: typo', 'user.tokne'],
      [', insecure-skip-tls-verify: true', 'token: t', 'cluster.insecure-skip-tls-verify'],
      [', tls-server-name: other', 'token: t', 'cluster.tls-server-name'],
      [', proxy-url: http://proxy', 'token: t', 'cluster.proxy-url'],
    ])('is refused with %j and %j', async (cluster, user, named) => {
      await expect(load(cluster, user)).rejects.toThrow(UsageError);
      await expect(load(cluster, user)).rejects.toThrow(`kubets does not implement ${named};`);
    });
  });

  it('refuses a configuration that names a missing file', async () => {
    const configFile = file('b.yaml', `${head}- {name: PodNodeSelector, path: missing.yaml}`);
    await expect(loadAdmission({ configFile })).rejects.toThrow('missing.yaml');
  });
});
