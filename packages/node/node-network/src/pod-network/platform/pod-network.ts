/** Sets up the pod network of a node, and removes it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { type Clock, withDeadline } from '@kubets/base';
import { bridgeName, cniConfig } from '../cni-config.ts';
import { type HostPortMapping, podRules, withoutPodRules } from '../pod-rules.ts';

export interface PodNetworkSetup {
  readonly cluster: string;
  /** A directory for the configuration and the addresses in use; nothing else writes there. */
  readonly dataDir: string;
  readonly podCIDR: string;
  /** The addresses of all pods of the cluster: traffic between them is not masqueraded. */
  readonly clusterCIDR: string;
  readonly mtu?: number;
  readonly clock: Clock;
}

export interface PodNetwork {
  /** The directory with the conflist, for containerd. */
  readonly cniConfDir: string;
  readonly bridge: string;
  /** Replaces the node's host ports. Does nothing if they have not changed. */
  syncHostPorts(ports: readonly HostPortMapping[]): Promise<void>;
}

/** A program of the host failed; the message contains its name and its output. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

const commandTimeoutMs = 20_000;

function runProgram(clock: Clock, program: string, args: readonly string[], input = ''): Promise<void> {
  return withDeadline(clock, commandTimeoutMs, (signal) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      signal,
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    const stderr = Array.fromAsync(child.stderr.setEncoding('utf8'));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(new NetworkError(`${program}: ${error.message}`)));
      child.once('close', async (code) => {
        if (code === 0) resolve();
        else reject(new NetworkError(`${program} ${args.join(' ')}: ${(await stderr).join('').trim()}`));
      });
    });
  });
}

/** Sets a sysctl to 1. Returns false if this kernel does not have it. */
async function enableSysctl(path: string): Promise<boolean> {
  const value = await readFile(path, 'utf8').catch(() => undefined);
  if (value === undefined) return false;
  if (value.trim() !== '1') await writeFile(path, '1');
  return true;
}

/** Makes bridged packets pass netfilter. Returns false if the module is neither loaded nor available. */
async function enableBridgeNetfilter(clock: Clock): Promise<boolean> {
  const path = '/proc/sys/net/bridge/bridge-nf-call-iptables';
  if (await enableSysctl(path)) return true;
  // Kernels without modules, as in microVMs, have none to load.
  if (!existsSync(`/lib/modules/${release()}`)) return false;
  await runProgram(clock, 'modprobe', ['br_netfilter']).catch(() => undefined);
  return enableSysctl(path);
}

const pathsOf = (dataDir: string): { readonly conf: string; readonly ipam: string } => ({
  conf: join(dataDir, 'net.d'),
  ipam: join(dataDir, 'ipam'),
});

/** The directory of the CNI configuration, for containerd. */
export function cniConfDirOf(dataDir: string): string {
  return pathsOf(dataDir).conf;
}

/** Writes the CNI configuration, enables IP forwarding and applies the rules. Idempotent. */
export async function setUpPodNetwork(setup: PodNetworkSetup): Promise<PodNetwork> {
  const { cluster, podCIDR, clusterCIDR, clock } = setup;
  const paths = pathsOf(setup.dataDir);
  await mkdir(paths.conf, { recursive: true });
  await mkdir(paths.ipam, { recursive: true });
  if (!(await enableSysctl('/proc/sys/net/ipv4/ip_forward')))
    throw new NetworkError('this kernel does not support IP forwarding');
  const config = cniConfig({
    cluster,
    podCIDR,
    ipamDirectory: paths.ipam,
    ...(setup.mtu === undefined ? {} : { mtu: setup.mtu }),
    bridgeNetfilter: await enableBridgeNetfilter(clock),
  });
  const file = join(paths.conf, '10-kubets.conflist');
  if ((await readFile(file, 'utf8').catch(() => '')) !== config) await writeFile(file, config);
  let loaded = podRules(cluster, podCIDR, clusterCIDR, []);
  await runProgram(clock, 'nft', ['-f', '-'], loaded);
  return {
    cniConfDir: paths.conf,
    bridge: bridgeName(cluster),
    syncHostPorts: async (ports) => {
      const wanted = podRules(cluster, podCIDR, clusterCIDR, ports);
      if (wanted === loaded) return;
      await runProgram(clock, 'nft', ['-f', '-'], wanted);
      loaded = wanted;
    },
  };
}

/** Removes the rules, the bridge, the records of addresses and the configuration. No pod may be running. */
export async function removePodNetwork(setup: Pick<PodNetworkSetup, 'cluster' | 'dataDir' | 'clock'>): Promise<void> {
  const { cluster, clock } = setup;
  const paths = pathsOf(setup.dataDir);
  await runProgram(clock, 'nft', ['-f', '-'], withoutPodRules(cluster));
  const bridge = bridgeName(cluster);
  const there = await readFile(`/sys/class/net/${bridge}/ifindex`, 'utf8').catch(() => undefined);
  if (there !== undefined) await runProgram(clock, 'ip', ['link', 'delete', bridge, 'type', 'bridge']);
  await rm(paths.ipam, { recursive: true, force: true });
  await rm(paths.conf, { recursive: true, force: true });
}
