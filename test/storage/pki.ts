/** A certificate authority for one test, and one certificate for both server and client. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestPki {
  /** Paths of PEM files. */
  readonly files: { readonly ca: string; readonly cert: string; readonly key: string };
  remove(): void;
}

export function makePki(names = 'IP:127.0.0.1,DNS:localhost'): TestPki {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-pki-'));
  chmodSync(directory, 0o755);
  const at = (name: string): string => join(directory, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' });
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', at('ca.key'), '-out', at('ca.crt'), '-subj', '/CN=test', '-days', '2');
  openssl('req', ...newKey, '-keyout', at('own.key'), '-out', at('own.csr'), '-subj', '/CN=own');
  writeFileSync(at('own.ext'), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`);
  const signing = ['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('own.ext')];
  openssl('x509', '-req', '-in', at('own.csr'), '-out', at('own.crt'), '-days', '2', ...signing);
  return {
    files: { ca: at('ca.crt'), cert: at('own.crt'), key: at('own.key') },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
