/** The life of additional ServiceCIDRs, with the API server and its controllers on the virtual clock. */
import { ipAddresses, type ServiceCIDR, serviceCIDRs, services } from '@kubets/api';
import { seededRandom, silentLogger, VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import { importSigningKey } from '@kubets/kube-apiserver';
import { isNotFound } from '@kubets/machinery/status-error';
import { createMemoryStore } from '@kubets/storage';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from './control-plane.ts';

let clock: VirtualClock;
let plane: ControlPlane;
let admin: Client;

beforeEach(async () => {
  clock = new VirtualClock();
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  plane = await startControlPlane({
    requestsPerTurn: Number.POSITIVE_INFINITY,
    store: createMemoryStore({ clock }),
    clock,
    random: seededRandom(7),
    log: silentLogger,
    serviceCidr: '10.96.0.0/28,fd00::/112',
    advertise: { address: '192.0.2.1', port: 6443 },
    authority: 'CA',
    tokenKey: await importSigningKey(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))),
  });
  admin = plane.clientFor({ name: 'admin', groups: ['system:masters', 'system:authenticated'] });
  await clock.advance(2000);
});
afterEach(() => plane.stop());

const range = async (name: string): Promise<ServiceCIDR | undefined> =>
  admin.get(serviceCIDRs, { name }).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
const readiness = async (name: string) => {
  const { metadata, status } = (await range(name)) ?? {};
  const [{ status: ready = '', reason = '', message = '' } = {}] = status?.conditions ?? [];
  return { finalizers: metadata?.finalizers, ready, reason, message };
};
const add = (name: string, ...cidrs: readonly string[]) =>
  admin.create(serviceCIDRs, { metadata: { name }, spec: { cidrs } });
const serve = (name: string, clusterIP: string) =>
  admin.create(services, { metadata: { namespace: 'default', name }, spec: { clusterIP, ports: [{ port: 80 }] } });

const finalizers = ['networking.k8s.io/service-cidr-finalizer'];
const ready = { finalizers, ready: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };

it('a ServiceCIDR gets a finalizer and becomes ready, the default one too', async () => {
  await add('more', '10.200.0.0/28');
  await clock.advance(1000);
  expect([await readiness('kubernetes'), await readiness('more')]).toEqual([ready, ready]);
  const { metadata } = (await range('more')) ?? {};
  await clock.advance(60_000);
  expect((await range('more'))?.metadata?.resourceVersion).toBe(metadata?.resourceVersion);
});

it('a ServiceCIDR without addresses is removed after the grace period', async () => {
  await add('more', '10.200.0.0/28');
  await clock.advance(1000);
  await admin.delete(serviceCIDRs, { name: 'more' });
  await clock.advance(8000);
  expect(await range('more')).toBeDefined();
  await clock.advance(4000);
  expect(await range('more')).toBeUndefined();
});

it('a ServiceCIDR is kept until its last Service is deleted', async () => {
  await add('more', '10.200.0.0/28');
  await serve('web', '10.200.0.5');
  await clock.advance(1000);
  await admin.delete(serviceCIDRs, { name: 'more' });
  await clock.advance(60_000);
  expect(await readiness('more')).toMatchObject({
    ready: 'False',
    reason: 'Terminating',
    message: 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
  });
  await expect(serve('late', '10.200.0.6')).rejects.toThrow('the provided network does not match the current range');
  await admin.delete(services, { namespace: 'default', name: 'web' });
  await clock.advance(12_000);
  expect(await range('more')).toBeUndefined();
  expect((await admin.list(ipAddresses)).items.map(({ metadata }) => metadata?.name)).toEqual(['10.96.0.1']);
});

it('a ServiceCIDR is released when another one contains its ranges', async () => {
  await add('more', '10.200.0.0/28');
  await serve('web', '10.200.0.5');
  await clock.advance(1000);
  await admin.delete(serviceCIDRs, { name: 'more' });
  await clock.advance(20_000);
  expect(await range('more')).toBeDefined();
  await add('larger', '10.200.0.0/16');
  await clock.advance(12_000);
  expect(await range('more')).toBeUndefined();
});

it('the default ServiceCIDR is kept by the kubernetes Service', async () => {
  await admin.delete(serviceCIDRs, { name: 'kubernetes' });
  await clock.advance(60_000);
  expect(await readiness('kubernetes')).toMatchObject({ ready: 'False', reason: 'Terminating' });
});
