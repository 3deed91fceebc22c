/** kubeconfig files. The YAML parser is loaded on demand: a normal start does not need it. */
import { readFile } from 'node:fs/promises';
import type { KubeconfigConnection, KubeconfigEntry } from './kubeconfig-entry.ts';
import { rewriteFile } from './rewrite-file.ts';

export * from './kubeconfig-entry.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Whether the file contains the entry already, line for line as kubectl and kubets write it. A normal start, which changes nothing,
 * then does not parse YAML. Files in another format are merged.
 */
function isUpToDate(text: string, { name, server, ca, cert, key }: KubeconfigEntry): boolean {
  const lines = `\n${text.replaceAll(/\n[ -]+/g, '\n')}\n`;
  return [
    [`cluster:`, `certificate-authority-data: ${base64(ca)}`, `server: ${server}`, `name: ${name}`],
    [`user:`, `client-certificate-data: ${base64(cert)}`, `client-key-data: ${base64(key)}`, `name: ${name}`],
    [`context:`, `cluster: ${name}`, `user: ${name}`, `name: ${name}`],
    [`current-context: ${name}`],
  ].every((wanted) => lines.includes(`\n${wanted.join('\n')}\n`));
}

/**
 * Adds the cluster, user and context to the file and makes the context current. Creates the file with mode 0600 if it does not
 * exist. Keeps other entries, unknown fields and comments. Rejects with KubeconfigError if the file is invalid, and leaves it unchanged.
 */
export async function mergeKubeconfig(path: string, entry: KubeconfigEntry): Promise<void> {
  await rewriteFile(path, async (text) => {
    if (text !== undefined && isUpToDate(text, entry)) return undefined;
    const { withEntry } = await import('./kubeconfig-document.ts');
    return withEntry(text ?? '', path, entry);
  });
}

/** Removes what `mergeKubeconfig` added, and unsets the current context if it has this name. Does nothing if there is no entry. */
export async function removeFromKubeconfig(path: string, name: string): Promise<void> {
  const { withoutEntry } = await import('./kubeconfig-document.ts');
  await rewriteFile(path, (text) => (text === undefined ? undefined : withoutEntry(text, path, name)));
}

/** The connection of a context, by default the current one. Certificates are data or files relative to the kubeconfig. */
export async function readKubeconfig(path: string, context?: string): Promise<KubeconfigConnection> {
  const { connectionIn } = await import('./kubeconfig-document.ts');
  return connectionIn(await readFile(path, 'utf8'), path, context);
}
