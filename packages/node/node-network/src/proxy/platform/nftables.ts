/** The kernel's packet rules, by the programs `nft` and `conntrack`. */
import { spawn } from 'node:child_process';
import { messageOf } from '@kubets/base';
import type { ConntrackFilter, PacketRules } from '../index.ts';

/** `nft` or `conntrack` failed or could not be run. */
export class PacketRulesError extends Error {
  override readonly name = 'PacketRulesError';
}

const commandTimeoutMs = 30_000;
const maxErrorCharacters = 2_000;

/** Runs a program with `input`. Resolves with its exit code and what it wrote to stderr. */
function run(
  program: string,
  args: readonly string[],
  input: string,
): Promise<{ readonly code: number; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: commandTimeoutMs,
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < maxErrorCharacters) stderr += chunk.toString();
    });
    child.on('error', (error) => reject(new PacketRulesError(`cannot run ${program}: ${messageOf(error)}`)));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, stderr: signal ? `${program} was terminated by ${signal}` : stderr }),
    );
    // The program may exit before it has read its input; the exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function conntrackArguments({ destinationIp, endpointIp, nodePort }: ConntrackFilter): string[] {
  return [
    '-D',
    '-p',
    'udp',
    ...(destinationIp === '' ? [] : ['--orig-dst', destinationIp]),
    ...(nodePort === 0 ? [] : ['--orig-port-dst', String(nodePort)]),
    ...(endpointIp === '' ? [] : ['--dst-nat', endpointIp]),
  ];
}

export function nftables(): PacketRules {
  return {
    apply: async (script) => {
      const { code, stderr } = await run('nft', ['-f', '-'], script);
      if (code !== 0) throw new PacketRulesError(`nft: ${stderr.trim().slice(0, maxErrorCharacters)}`);
    },
    deleteConntrackEntries: async (filter) => {
      const { code, stderr } = await run('conntrack', conntrackArguments(filter), '');
      // The exit code is 1 when no entry matches.
      if (code !== 0 && !stderr.includes('0 flow entries')) throw new PacketRulesError(`conntrack: ${stderr.trim()}`);
    },
  };
}

/** Deletes a table (`ip kubets0-proxy`) if it exists. */
export async function removeTable(rules: PacketRules, table: string): Promise<void> {
  await rules.apply(`add table ${table}\ndelete table ${table}\n`);
}
