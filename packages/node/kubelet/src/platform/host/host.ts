/** The Linux host as the kubelet sees it. */
import { createHash } from 'node:crypto';
import type { StatsFs } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import { arch, availableParallelism, hostname, networkInterfaces, release, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Clock } from '@kubets/base';
import type { Host, HostFacts, ResolverConfig } from '../../host/host.ts';
import { createHostCgroups } from './cgroups.ts';
import { hostFiles } from './files.ts';
import { hostMounts } from './mounts.ts';
import { createProbeNetwork } from './probe-network.ts';

export interface LinuxHostOptions {
  /** The directory whose file system pods write to. */
  readonly rootDir: string;
  /** The node's address, where the first one found is not the right one. */
  readonly nodeIP?: string;
  readonly clock: Clock;
}

const text = async (path: string): Promise<string> => (await readFile(path, 'utf8').catch(() => '')).trim();

/** Addresses of real interfaces: neither loopback nor made by containers. */
function addresses(): readonly string[] {
  const virtual = /^(lo|veth|kubets|docker|br-|cni|flannel|virbr|ifb)/;
  return Object.entries(networkInterfaces())
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, all = []]) => all)
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/** resolv.conf's text, as far as pods inherit it. */
export function parseResolver(config: string): ResolverConfig {
  const lines = config.split('\n').map((line) =>
    line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/),
  );
  const all = (key: string): readonly string[] =>
    lines.filter(([first]) => first === key).flatMap(([, ...rest]) => rest);
  const search = lines.findLast(([first]) => first === 'search' || first === 'domain');
  return { servers: all('nameserver'), searches: search?.slice(1) ?? [], options: all('options') };
}

async function resolver(): Promise<ResolverConfig> {
  const config = parseResolver(await text('/etc/resolv.conf'));
  // systemd-resolved's local stub cannot be reached from a pod: what it forwards to can.
  const stub = config.servers.length > 0 && config.servers.every((server) => server.startsWith('127.'));
  const behind = stub ? parseResolver(await text('/run/systemd/resolve/resolv.conf')) : config;
  return behind.servers.length > 0 ? behind : config;
}

/** The file system that a directory is on, or will be once it is made. */
async function diskOf(directory: string): Promise<StatsFs | undefined> {
  for (let path = resolve(directory); ; path = dirname(path)) {
    const found = await statfs(path).catch(() => undefined);
    if (found !== undefined || path === '/') return found;
  }
}

async function facts({ rootDir, nodeIP }: LinuxHostOptions): Promise<HostFacts> {
  const disk = await diskOf(rootDir);
  const osImage = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(await text('/etc/os-release'))?.[1] ?? 'Linux';
  const machineID = (await text('/etc/machine-id')).replaceAll('-', '');
  const own = addresses();
  const first = nodeIP ?? own[0] ?? '127.0.0.1';
  return {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    ephemeralStorageBytes: disk === undefined ? 0 : disk.blocks * disk.bsize,
    hostname: hostname(),
    addresses: [first],
    machineID,
    systemUUID: (await text('/sys/class/dmi/id/product_uuid')) || machineID,
    bootID: await text('/proc/sys/kernel/random/boot_id'),
    kernelVersion: release(),
    osImage,
    architecture: arch() === 'arm64' ? 'arm64' : 'amd64',
  };
}

export function createLinuxHost(options: LinuxHostOptions): Host {
  const { clock } = options;
  return {
    files: hostFiles,
    mounts: hostMounts,
    cgroups: createHostCgroups(clock),
    network: createProbeNetwork(clock),
    facts: () => facts(options),
    resolver,
    digest: (value) => createHash('sha256').update(value).digest('hex'),
    hostsFile: async () => `${await text('/etc/hosts')}\n`,
  };
}
