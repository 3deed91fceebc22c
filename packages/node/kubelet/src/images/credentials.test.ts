/** Which credentials of a pull secret are for an image. */
import type { Secret } from '@kubets/api';
import { describe, expect, it } from 'vitest';
import { pullCredentials, registryAuth } from './credentials.ts';

const user = (username: string) => ({ username, password: 'p' });
const dockerConfig = (auths: unknown): Secret => ({ data: { '.dockerconfigjson': btoa(JSON.stringify({ auths })) } });

describe('registryAuth', () => {
  it.each<[string, unknown, string, string | undefined]>([
    ['the registry of the image', { 'r.io': user('u') }, 'r.io/a', 'u'],
    ['another registry', { 'other.io': user('u') }, 'r.io/a', undefined],
    ['a registry with a port', { 'r.io:5000': user('u') }, 'r.io:5000/a', 'u'],
    ['the registry without its port', { 'r.io': user('u') }, 'r.io:5000/a', undefined],
    ['a URL', { 'https://r.io/v2/': user('u') }, 'r.io/a', 'u'],
    ['the hub by its old URL', { 'https://index.docker.io/v1/': user('u') }, 'shop', 'u'],
    ['the longest path that matches', { 'r.io': user('all'), 'r.io/team': user('team') }, 'r.io/team/a', 'team'],
    ['no other path that only begins alike', { 'r.io/tea': user('u') }, 'r.io/team/a', undefined],
    ['a wildcard for one label of the host', { '*.r.io': user('u') }, 'eu.r.io/a', 'u'],
    ['a wildcard within a label', { 'r*.io': user('u') }, 'reg.io/a', 'u'],
    ['a wildcard that stands for one label only', { '*.io': user('u') }, 'eu.r.io/a', undefined],
    ['a wildcard in the middle', { 'a*c*e.io': user('u') }, 'abcde.io/a', 'u'],
    ['a wildcard that has to give back', { '*ab.io': user('u') }, 'aabab.io/a', 'u'],
    ['one character', { 'r?.io': user('u') }, 'r1.io/a', 'u'],
    ['not less than one character', { 'r?.io': user('u') }, 'r.io/a', undefined],
    ['no dot as a wildcard', { 'r.io': user('u') }, 'rxio.com/a', undefined],
    ['a wildcard with the port', { '*.r.io:5000': user('u') }, 'eu.r.io:5000/a', 'u'],
    ['a wildcard with another port', { '*.r.io:5000': user('u') }, 'eu.r.io/a', undefined],
    ['a wildcard with a path', { '*.r.io/team': user('u') }, 'eu.r.io/team/a', 'u'],
    ['a wildcard of another path', { '*.r.io/team': user('u') }, 'eu.r.io/other/a', undefined],
    ['user and password as one text', { 'r.io': { auth: btoa('u:p:q') } }, 'r.io/a', 'u'],
    ['a text without a colon', { 'r.io': { auth: btoa('u') } }, 'r.io/a', undefined],
    ['a text that is no base64', { 'r.io': { auth: '%%' } }, 'r.io/a', undefined],
    ['an entry of another type', { 'r.io': 'u' }, 'r.io/a', undefined],
    ['what is no image', { 'r.io': user('u') }, 'NOT VALID', undefined],
  ])('registryAuth finds: %s', (_, auths, image, wanted) => {
    expect(registryAuth(dockerConfig(auths), image)?.username).toBe(wanted);
  });

  it('registryAuth splits a text at its first colon', () => {
    expect(registryAuth(dockerConfig({ 'r.io': { auth: btoa('u:p:q') } }), 'r.io/a')).toEqual({
      username: 'u',
      password: 'p:q',
    });
  });

  it.each<[string, Secret, string | undefined]>([
    ['reads the older form', { data: { '.dockercfg': btoa(JSON.stringify({ 'r.io': user('u') })) } }, 'u'],
    ['has nothing of another secret', { data: { token: btoa('x') } }, undefined],
    ['has nothing of a secret without data', {}, undefined],
    ['has nothing of what is no base64', { data: { '.dockerconfigjson': '%%' } }, undefined],
    ['has nothing of what is no JSON', { data: { '.dockerconfigjson': btoa('{') } }, undefined],
    ['has nothing of JSON that is no object', { data: { '.dockerconfigjson': btoa('[null]') } }, undefined],
  ])('registryAuth %s', (_, secret, wanted) => {
    expect(registryAuth(secret, 'r.io/a')?.username).toBe(wanted);
  });
});

describe('pullCredentials', () => {
  it('pullCredentials keeps the order of the pull secrets, without those that are missing or for other registries', async () => {
    const secrets: Readonly<Record<string, Secret>> = {
      second: { ...dockerConfig({ 'r.io': user('two') }), metadata: { uid: 'u2' } },
      first: { ...dockerConfig({ 'r.io': user('one') }), metadata: { uid: 'u1' } },
      other: dockerConfig({ 'other.io': user('x') }),
    };
    const asked: string[] = [];
    const objects = {
      secret: async (namespace: string, name: string) => {
        asked.push(`${namespace}/${name}`);
        return secrets[name];
      },
    };
    const names = ['first', 'missing', 'other', 'second'];
    const pod = {
      metadata: { namespace: 'ns' },
      spec: { containers: [], imagePullSecrets: names.map((name) => ({ name })) },
    };
    const found = await pullCredentials(pod, 'r.io/a', objects, (text) => `#${text}`);
    expect(asked).toEqual(names.map((name) => `ns/${name}`));
    expect(found.map(({ auth, secret }) => [auth.username, secret.uid, secret.credentialHash])).toEqual([
      ['one', 'u1', '#["one","p"]'],
      ['two', 'u2', '#["two","p"]'],
    ]);
  });
});
