/** Sandboxes and containers for tests, as a runtime shows them. */
import type { ContainerStatus, Sandbox } from '@kubets/cri/runtime';

export const testSandbox = (more: Partial<Sandbox> = {}): Sandbox => ({
  id: 's0',
  name: 'web',
  namespace: 'default',
  uid: 'u',
  attempt: 0,
  ready: true,
  createdAt: 1,
  labels: {},
  annotations: {},
  ips: ['10.0.0.1'],
  ...more,
});

/** Running, and named as its only argument says. */
export const testContainer = (name: string, more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  id: `${name}-0`,
  sandboxId: 's0',
  name,
  attempt: 0,
  image: 'image:1',
  imageRef: 'sha256:1',
  state: 'running',
  createdAt: 1,
  startedAt: 1,
  finishedAt: 0,
  exitCode: 0,
  reason: '',
  message: '',
  logPath: '',
  labels: {},
  annotations: {},
  ...more,
});
