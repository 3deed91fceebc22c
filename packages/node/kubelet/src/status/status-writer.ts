/** Writes computed statuses to the API server: the newest one of each pod, one write at a time, only if it differs. */
import { type Pod, type PodStatus, pods } from '@kubets/api';
import { type Logger, messageOf } from '@kubets/base';
import type { Client } from '@kubets/client';
import { isConflict, isNotFound, isReason } from '@kubets/machinery/status-error';
import { statusPatch } from './status-patch.ts';

export interface StatusWriter {
  /** Stores the status of this pod (by uid) and writes it soon. */
  set(pod: Pod, status: PodStatus): void;
  /** Resolves once the last status noted for the pod is written, or its object is gone. */
  settled(uid: string): Promise<void>;
  /** The status last noted, which may be newer than what the API shows. */
  known(uid: string): PodStatus | undefined;
  forget(uid: string): void;
}

interface Entry {
  pod: Pod;
  status: PodStatus;
  /** What the API shows as far as this writer knows: its own last write, or what came with the pod. */
  written: PodStatus;
  running: Promise<void> | undefined;
  dirty: boolean;
}

export function createStatusWriter(
  client: Client,
  log: Logger,
  retry: (attempt: number) => Promise<void>,
): StatusWriter {
  const entries = new Map<string, Entry>();

  const write = async (entry: Entry): Promise<void> => {
    for (let attempt = 0; entry.dirty; ) {
      entry.dirty = false;
      const { pod, status } = entry;
      const patch = statusPatch(entry.written, status);
      if (patch === undefined) continue;
      const { namespace, name = '', uid } = pod.metadata ?? {};
      try {
        const answer = await client.patch(
          pods,
          { namespace, name },
          'strategic',
          { metadata: { uid }, status: patch },
          { subresource: 'status' },
        );
        entry.written = answer.status ?? {};
        attempt = 0;
      } catch (error) {
        // Gone, or another pod of this name by now: nobody reads this status.
        if (isNotFound(error) || meansAnother(error)) return;
        log.warn('the status of a pod could not be written', { pod: `${namespace}/${name}`, error: messageOf(error) });
        entry.dirty = true;
        await retry(attempt++);
      }
    }
  };

  return {
    set: (pod, status) => {
      const uid = pod.metadata?.uid ?? '';
      const entry = entries.get(uid) ?? { pod, status, written: pod.status ?? {}, running: undefined, dirty: false };
      entries.set(uid, entry);
      // While nothing of ours is under way, what came with the pod is as new as we know.
      if (entry.running === undefined && isNewer(pod, entry.pod)) entry.written = pod.status ?? {};
      Object.assign(entry, { pod, status, dirty: true });
      entry.running ??= write(entry).finally(() => {
        entry.running = undefined;
      });
    },
    settled: async (uid) => entries.get(uid)?.running,
    known: (uid) => entries.get(uid)?.status,
    forget: (uid) => {
      entries.delete(uid);
    },
  };
}

/** The object of this name has another uid: by the fields of the answer, as a pod's own name is in every message. */
const meansAnother = (error: unknown): boolean =>
  isReason(error, 'Invalid')
    ? (error.status.details?.causes ?? []).some(({ field }) => field === 'metadata.uid')
    : isConflict(error) && messageOf(error).includes('Precondition failed: UID');

const isNewer = (pod: Pod, than: Pod): boolean => pod.metadata?.resourceVersion !== than.metadata?.resourceVersion;
