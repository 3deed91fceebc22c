/** Puts a node's pod network in place, and removes it without a trace. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock, withDeadline } from '@kubets/base';
import { bridgeName, cniConfig } from '../cni-config.ts';
import { type HostPortMapping, podRules, withoutPodRules } from '../pod-rules.ts';

export interface PodNetworkSetup {
  readonly cluster: string;
  /** Owned by this network alone: configuration and addresses in use. */
  readonly dataDir: string;
  readonly podCIDR: string;
  /** All pods of the cluster: traffic among them keeps its addresses. */
  readonly clusterCIDR: string;
  readonly mtu?: number;
  readonly clock?: Clock;
}

export interface PodNetwork {
  /** For containerd: the directory with the one conflist. */
  readonly cniConfDir: string;
  readonly bridge: string;
  /** Replaces the node's host ports; does nothing when they are the same as before. */
  syncHostPorts(ports: readonly HostPortMapping[]): Promise<void>;
}

/** A program of the host refused: its name and its own words. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

const commandMilliseconds = 20_000;

function runProgram(clock: Clock, program: string, args: readonly string[], input = ''): Promise<void> {
  return withDeadline(clock, commandMilliseconds, (signal) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      signal,
      env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
    });
    const complaint = Array.fromAsync(child.stderr.setEncoding('utf8'));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise<void>((resolve, reject) => {
      child.once('error', (error) => reject(new NetworkError(`${program}: ${error.message}`)));
      child.once('close', async (code) => {
        if (code === 0) resolve();
        else reject(new NetworkError(`${program} ${args.join(' ')}: ${(await complaint).join('').trim()}`));
      });
    });
  });
}

/** Turns a kernel switch on; false when this kernel has no such switch. */
async function switchOn(path: string): Promise<boolean> {
  const value = await readFile(path, 'utf8').catch(() => undefined);
  if (value === undefined) return false;
  if (value.trim() !== '1') await writeFile(path, '1');
  return true;
}

/** Bridged packets pass netfilter: from now on, if the module is there or can be loaded. */
async function enableBridgeNetfilter(clock: Clock): Promise<boolean> {
  const path = '/proc/sys/net/bridge/bridge-nf-call-iptables';
  if (await switchOn(path)) return true;
  // A kernel without modules, as microVMs have, has none to load.
  if (!existsSync(`/lib/modules/${release()}`)) return false;
  await runProgram(clock, 'modprobe', ['br_netfilter']).catch(() => undefined);
  return switchOn(path);
}

const pathsOf = (dataDir: string): { readonly conf: string; readonly ipam: string } => ({
  conf: join(dataDir, 'net.d'),
  ipam: join(dataDir, 'ipam'),
});

/** Where the network with this data directory has its CNI configuration, for containerd. */
export function cniConfDirOf(dataDir: string): string {
  return pathsOf(dataDir).conf;
}

/** Writes the CNI configuration, turns forwarding on and loads the rules. Repeating it changes nothing. */
export async function setUpPodNetwork(setup: PodNetworkSetup): Promise<PodNetwork> {
  const { cluster, podCIDR, clusterCIDR, clock = systemClock } = setup;
  const paths = pathsOf(setup.dataDir);
  await mkdir(paths.conf, { recursive: true });
  await mkdir(paths.ipam, { recursive: true });
  if (!(await switchOn('/proc/sys/net/ipv4/ip_forward'))) throw new NetworkError('this kernel cannot forward packets');
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

/** Removes rules, bridge, notes of addresses and configuration. Call it when no pod runs any more. */
export async function removePodNetwork(setup: Pick<PodNetworkSetup, 'cluster' | 'dataDir' | 'clock'>): Promise<void> {
  const { cluster, clock = systemClock } = setup;
  const paths = pathsOf(setup.dataDir);
  await runProgram(clock, 'nft', ['-f', '-'], withoutPodRules(cluster));
  const bridge = bridgeName(cluster);
  const there = await readFile(`/sys/class/net/${bridge}/ifindex`, 'utf8').catch(() => undefined);
  if (there !== undefined) await runProgram(clock, 'ip', ['link', 'delete', bridge, 'type', 'bridge']);
  await rm(paths.ipam, { recursive: true, force: true });
  await rm(paths.conf, { recursive: true, force: true });
}
