/** Secrets are removed from command lines. */
import { expect, it } from 'vitest';
import { withoutSecrets } from './up-secrets.ts';

it('withoutSecrets removes the options that may contain secrets, and nothing else', () => {
  const args = ['up', '--store', 'etcd://me:pass@a', '--name', 'x', '--token=t', '--nodes', '0', '--token-file', 'f'];
  expect(withoutSecrets(args)).toEqual(['up', '--name', 'x', '--nodes', '0', '--token-file', 'f']);
});
