/** `up --join` and `up --pki`: take over certificates, keys and the URL of the store before the first start. */
import { readFileSync } from 'node:fs';
import { ownAuthorityHash, readSharedFiles, writePrivately } from '../cluster/authority.ts';
import { fetchJoinBundle } from '../cluster/join.ts';
import { parseJoinToken, writeJoinBundle } from '../cluster/join-bundle.ts';
import { pathsOf } from '../cluster/paths.ts';
import type { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import type { UpFlags } from './up-options.ts';

/** The part that is saved in the settings. */
export interface Joined {
  readonly joined: true;
  readonly store?: string;
}

function tokenOf({ token, tokenFile }: UpFlags): string {
  if (token !== undefined) return token;
  if (tokenFile === undefined) throw new UsageError('--join needs --token or --token-file');
  try {
    return readFileSync(tokenFile, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read --token-file: ${(error as Error).message}`, { cause: error });
  }
}

/** Returns `https://host:port`. Path and query are dropped, and the scheme may be missing. */
function serverOf(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol !== 'https:')
    throw new UsageError(`invalid --join ${text}: it must have the form https://host:port`);
  return url.origin;
}

async function joinCluster(flags: UpFlags, join: string, pki: string, progress: Progress): Promise<Joined> {
  const { caHash } = flags;
  if (caHash === undefined || !/^sha256:[0-9a-f]{64}$/.test(caHash))
    throw new UsageError("--join needs --ca-hash sha256:…: use the command that 'kubets token create' prints");
  const own = await ownAuthorityHash(pki);
  // A restart with the same command line. The token may have expired.
  if (own === caHash) return { joined: true };
  if (own !== undefined)
    throw new UsageError(`${pki} contains the certificates of another cluster: use another --name`);
  const server = serverOf(join);
  const bundle = await fetchJoinBundle({ server, caHash, token: parseJoinToken(tokenOf(flags)) });
  const store = await writeJoinBundle(bundle, pki);
  progress.step(`Received certificates and keys from ${server}`);
  return { joined: true, store };
}

async function copyPki(from: string, pki: string): Promise<Joined> {
  const [own, theirs] = [await ownAuthorityHash(pki), await ownAuthorityHash(from)];
  if (own === undefined || theirs === undefined) await writePrivately(pki, await readSharedFiles(from));
  else if (own !== theirs)
    throw new UsageError(`${pki} and ${from} contain different certificates: use another --name`);
  return { joined: true };
}

/** Undefined for a control plane that does not join another. Throws UsageError for errors that the user can fix. */
export async function prepareToJoin(
  flags: UpFlags,
  dataDirectory: string,
  progress: Progress,
): Promise<Joined | undefined> {
  const { pki } = pathsOf(dataDirectory);
  if (flags.join !== undefined && flags.pki !== undefined)
    throw new UsageError(
      '--join and --pki exclude each other: with --join, certificates come from the joined control plane',
    );
  if (flags.join !== undefined) return joinCluster(flags, flags.join, pki, progress);
  return flags.pki === undefined ? undefined : copyPki(flags.pki, pki);
}
