/** No secret stays in a command line. */
import { expect, it } from 'vitest';
import { withoutSecrets } from './up-secrets.ts';

it('a command line loses the options that may carry secrets, and nothing else', () => {
  const args = ['up', '--store', 'etcd://me:pass@a', '--name', 'x', '--token=t', '--nodes', '0', '--token-file', 'f'];
  expect(withoutSecrets(args)).toEqual(['up', '--name', 'x', '--nodes', '0', '--token-file', 'f']);
});
