/** What `up --join` and `up --pki` bring along before the first start: certificates, keys, and where the store is. */
import { readFileSync } from 'node:fs';
import { ownAuthorityHash, readSharedFiles, writePrivately } from '../cluster/authority.ts';
import { parseJoinToken, takeOver } from '../cluster/handover.ts';
import { fetchHandover } from '../cluster/join.ts';
import { pathsOf } from '../cluster/paths.ts';
import type { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import type { UpFlags } from './up-options.ts';

/** What is to be kept in the settings. */
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
    throw new UsageError(`cannot read the token: ${(error as Error).message}`, { cause: error });
  }
}

/** `https://host:port`, whatever else was written. */
function serverOf(text: string): string {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url?.protocol !== 'https:') throw new UsageError(`--join ${text} is not https://host:port`);
  return url.origin;
}

async function joinCluster(flags: UpFlags, join: string, pki: string, progress: Progress): Promise<Joined> {
  const { caHash } = flags;
  if (caHash === undefined || !/^sha256:[0-9a-f]{64}$/.test(caHash))
    throw new UsageError("--join needs --ca-hash sha256:…, as 'kubets token create' prints it");
  const own = await ownAuthorityHash(pki);
  // A restart by the same command line: the token may be long over.
  if (own === caHash) return { joined: true };
  if (own !== undefined)
    throw new UsageError(`${pki} has another cluster's certificates: give the new one another --name`);
  const server = serverOf(join);
  const handover = await fetchHandover({ server, caHash, token: parseJoinToken(tokenOf(flags)) });
  const store = await takeOver(handover, pki);
  progress.step(`Took certificates and keys over from ${server}`);
  return { joined: true, store };
}

async function copyPki(from: string, pki: string): Promise<Joined> {
  const [own, theirs] = [await ownAuthorityHash(pki), await ownAuthorityHash(from)];
  if (own === undefined || theirs === undefined) await writePrivately(pki, await readSharedFiles(from));
  else if (own !== theirs)
    throw new UsageError(`${pki} has other certificates than ${from}: give the new cluster another --name`);
  return { joined: true };
}

/** Undefined for a control plane that does not join another. Throws UsageError for what the user can mend. */
export async function prepareToJoin(
  flags: UpFlags,
  dataDirectory: string,
  progress: Progress,
): Promise<Joined | undefined> {
  const { pki } = pathsOf(dataDirectory);
  if (flags.join !== undefined && flags.pki !== undefined)
    throw new UsageError('--join brings the certificates along: leave out --pki');
  if (flags.join !== undefined) return joinCluster(flags, flags.join, pki, progress);
  return flags.pki === undefined ? undefined : copyPki(flags.pki, pki);
}
