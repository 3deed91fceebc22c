/** Which run of a container `kubectl logs` shows, or why there is none: upstream's validateContainerLogStatus. Pure. */
import type { PodStatus } from '@kubets/api';

export type LogChoice =
  /** As the status names it: with the runtime's name in front. */
  { readonly found: true; readonly containerID: string } | { readonly found: false; readonly message: string };

const waitingWords: ReadonlyMap<string, string> = new Map([
  ['ErrImagePull', "image can't be pulled"],
  ['ImagePullBackOff', 'trying and failing to pull image'],
]);

const found = (containerID: string): LogChoice => ({ found: true, containerID });

/** `previous` asks for the run before the last restart. The container that runs goes before one that ended. */
export function logChoice(podName: string, status: PodStatus, container: string, previous: boolean): LogChoice {
  const refused = (words: string): LogChoice => ({
    found: false,
    message: `container ${JSON.stringify(container)} in pod ${JSON.stringify(podName)} ${words}`,
  });
  const all = [status.containerStatuses, status.initContainerStatuses, status.ephemeralContainerStatuses];
  const own = all.flatMap((each) => each ?? []).find(({ name }) => name === container);
  if (own === undefined) return refused('is not available');
  const last = own.lastState?.terminated;
  const { running, terminated, waiting } = own.state ?? {};
  if (previous) {
    if (last?.containerID) return found(last.containerID);
    const { message } = refused('not found') as { readonly message: string };
    return { found: false, message: `previous terminated ${message}` };
  }
  if (running) return own.containerID ? found(own.containerID) : refused('is waiting to start - no logs yet');
  if (terminated?.containerID) return found(terminated.containerID);
  if (last?.containerID) return found(last.containerID);
  if (terminated || last) return refused('is terminated');
  if (!waiting) return refused('is waiting to start - no logs yet');
  const { reason = '' } = waiting;
  return refused(`is waiting to start: ${waitingWords.get(reason) ?? reason}`);
}
