/** kubeconfig files. What reads YAML is loaded when it is needed, which the usual start does not. */
import { readFile } from 'node:fs/promises';
import type { KubeconfigConnection, KubeconfigEntry } from './kubeconfig-entry.ts';
import { rewriteFile } from './rewrite-file.ts';

export * from './kubeconfig-entry.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Whether the file says it all already, line for line as kubectl and we write it. So the usual start, which changes
 * nothing, need not read YAML; what is written in another way is merged as ever.
 */
function saysAlready(text: string, { name, server, ca, cert, key }: KubeconfigEntry): boolean {
  const lines = `\n${text.replaceAll(/\n[ -]+/g, '\n')}\n`;
  return [
    [`cluster:`, `certificate-authority-data: ${base64(ca)}`, `server: ${server}`, `name: ${name}`],
    [`user:`, `client-certificate-data: ${base64(cert)}`, `client-key-data: ${base64(key)}`, `name: ${name}`],
    [`context:`, `cluster: ${name}`, `user: ${name}`, `name: ${name}`],
    [`current-context: ${name}`],
  ].every((wanted) => lines.includes(`\n${wanted.join('\n')}\n`));
}

/**
 * Puts cluster, user and context of this name into the file (made if absent, mode 0600) and makes the context current.
 * Other entries, unknown fields and comments stay. Rejects with KubeconfigError, file untouched, when it cannot be read.
 */
export async function mergeKubeconfig(path: string, entry: KubeconfigEntry): Promise<void> {
  await rewriteFile(path, async (text) => {
    if (text !== undefined && saysAlready(text, entry)) return undefined;
    const { withEntry } = await import('./kubeconfig-document.ts');
    return withEntry(text ?? '', path, entry);
  });
}

/** Takes out what mergeKubeconfig put in; a current context of this name is unset. No file, no entry: no change. */
export async function removeFromKubeconfig(path: string, name: string): Promise<void> {
  const { withoutEntry } = await import('./kubeconfig-document.ts');
  await rewriteFile(path, (text) => (text === undefined ? undefined : withoutEntry(text, path, name)));
}

/** How to connect by the given context, or the current one. Certificates come as data or from files beside the config. */
export async function readKubeconfig(path: string, context?: string): Promise<KubeconfigConnection> {
  const { connectionIn } = await import('./kubeconfig-document.ts');
  return connectionIn(await readFile(path, 'utf8'), path, context);
}
