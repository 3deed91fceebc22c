/** The kernel's packet rules through the `nft` and `conntrack` programs. */
import { spawn } from 'node:child_process';
import { messageOf } from '@kubets/base';
import type { PacketRules, StaleFlow } from '../index.ts';

/** `nft` or `conntrack` refused, or could not be run. */
export class PacketRulesError extends Error {
  override readonly name = 'PacketRulesError';
}

/** No call of these programs takes longer on a healthy machine. */
const deadlineMilliseconds = 30_000;
const mostErrorText = 2_000;

/** Runs a program with `input`; resolves with its exit code and what it said on stderr. */
function run(
  program: string,
  args: readonly string[],
  input: string,
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      timeout: deadlineMilliseconds,
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < mostErrorText) said += chunk.toString();
    });
    child.on('error', (error) => reject(new PacketRulesError(`cannot run ${program}: ${messageOf(error)}`)));
    child.on('close', (code, killed) =>
      resolve({ code: code ?? 1, said: killed ? `${program} was ended by ${killed}` : said }),
    );
    // It may have ended before reading everything; its exit code says why.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function conntrackArguments({ clientIp, endpointIp, nodePort }: StaleFlow): string[] {
  return [
    '-D',
    '-p',
    'udp',
    ...(clientIp === '' ? [] : ['--orig-dst', clientIp]),
    ...(nodePort === 0 ? [] : ['--orig-port-dst', String(nodePort)]),
    ...(endpointIp === '' ? [] : ['--dst-nat', endpointIp]),
  ];
}

export function nftables(): PacketRules {
  return {
    apply: async (script) => {
      const { code, said } = await run('nft', ['-f', '-'], script);
      if (code !== 0) throw new PacketRulesError(`nft: ${said.trim().slice(0, mostErrorText)}`);
    },
    forgetFlow: async (flow) => {
      const { code, said } = await run('conntrack', conntrackArguments(flow), '');
      // It exits with 1 when there was nothing to forget.
      if (code !== 0 && !said.includes('0 flow entries')) throw new PacketRulesError(`conntrack: ${said.trim()}`);
    },
  };
}

/** Removes a table (`ip kubets0-proxy`), if it is there. */
export async function removeTable(rules: PacketRules, table: string): Promise<void> {
  await rules.apply(`add table ${table}\ndelete table ${table}\n`);
}
