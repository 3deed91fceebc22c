/** The pure parts of logs, exec and attach: options, log lines, channels, picking a container, remembered verdicts. */
import { VirtualClock } from '@kubets/base';
import type { Client } from '@kubets/client';
import type { Container } from '@kubets/cri/runtime';
import { describe, expect, it } from 'vitest';
import { channelMessage, chooseProtocol, execProtocols, parseChannelMessage } from './channels.ts';
import { delegatedAuthorizer } from './delegated-auth.ts';
import { pickContainer } from './kubelet-backend.ts';
import { parseLogLine } from './log-line.ts';
import { parseLogOptions } from './log-options.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('parseLogOptions', () => {
  const now = Date.parse('2026-01-01T00:01:00Z');
  it.each([
    ['', { follow: false, previous: false, timestamps: false, stream: 'All' }],
    ['follow=true&tailLines=5', { follow: true, tailLines: 5 }],
    ['sinceSeconds=60', { since: Date.parse('2026-01-01T00:00:00Z') }],
    ['sinceTime=2026-01-01T00:00:30Z&limitBytes=10', { since: Date.parse('2026-01-01T00:00:30Z'), limitBytes: 10 }],
    ['stream=Stderr&tailLines=0', { stream: 'Stderr', tailLines: 0 }],
  ])('reads %j', (query, wanted) => {
    expect(parseLogOptions(new URLSearchParams(query), now)).toMatchObject({ valid: true, options: wanted });
  });

  it.each([
    ['tailLines=-1', 'tailLines: Invalid value: "-1": must be greater than or equal to 0'],
    ['tailLines=x', 'tailLines: Invalid value: "x": must be greater than or equal to 0'],
    ['limitBytes=0', 'limitBytes: Invalid value: "0": must be greater than or equal to 1'],
    ['sinceSeconds=5&sinceTime=2026-01-01T00:00:30Z', 'at most one of `sinceTime` or `sinceSeconds` may be specified'],
    ['sinceTime=yesterday', 'sinceTime: Invalid value: "yesterday"'],
    ['stream=Both', 'stream: Unsupported value: "Both": supported values: "All", "Stderr", "Stdout"'],
  ])('refuses %j', (query, message) => {
    expect(parseLogOptions(new URLSearchParams(query), now)).toEqual({ valid: false, message });
  });
});

describe('parseLogLine', () => {
  it('reads whole and partial lines', () => {
    const entry = parseLogLine(text('2026-01-01T00:00:00.123456789Z stdout F hello world'));
    expect(entry).toMatchObject({ time: '2026-01-01T00:00:00.123456789Z', stream: 'stdout', partial: false });
    expect(new TextDecoder().decode(entry?.message)).toBe('hello world');
    expect(parseLogLine(text('t stderr P part'))).toMatchObject({ stream: 'stderr', partial: true });
    expect(parseLogLine(text('t stdout F '))?.message).toHaveLength(0);
    expect(parseLogLine(text('t stdout F'))?.message).toHaveLength(0);
  });

  it.each(['', 'x', 'torn stdou', ' stdout F x', 't other F x'])('passes over what is no line: %j', (line) => {
    expect(parseLogLine(text(line))).toBeUndefined();
  });
});

describe('channels', () => {
  it('agrees on the newest protocol that both know', () => {
    expect(chooseProtocol(['channel.k8s.io', 'v4.channel.k8s.io'], execProtocols)).toBe('v4.channel.k8s.io');
    expect(chooseProtocol(['chat'], execProtocols)).toBeUndefined();
  });

  it('tells data, the end of input and nonsense apart', () => {
    expect(parseChannelMessage(channelMessage(0, text('in')), 'v5.channel.k8s.io')).toEqual({
      type: 'data',
      channel: 0,
      data: text('in'),
    });
    expect(parseChannelMessage(Uint8Array.of(255, 0), 'v5.channel.k8s.io')).toEqual({ type: 'close', channel: 0 });
    // Before v5 there is no way to end the input alone.
    expect(parseChannelMessage(Uint8Array.of(255, 0), 'v4.channel.k8s.io')).toEqual({ type: 'invalid' });
    expect(parseChannelMessage(Uint8Array.of(1, 65), 'v5.channel.k8s.io')).toEqual({ type: 'invalid' });
    expect(parseChannelMessage(new Uint8Array(), 'v5.channel.k8s.io')).toEqual({ type: 'invalid' });
  });
});

describe('pickContainer', () => {
  const run = (name: string, attempt: number): Container =>
    ({ name, attempt, id: `${name}${attempt}`, createdAt: attempt }) as Container;
  const all = [run('a', 0), run('b', 7), run('a', 2), run('a', 1)];
  it('takes the newest run', () => {
    expect(pickContainer(all, 'a')?.id).toBe('a2');
    expect(pickContainer(all, 'c')).toBeUndefined();
  });
});

describe('delegatedAuthorizer', () => {
  it('asks once and believes yes for five minutes, no for thirty seconds', async () => {
    const clock = new VirtualClock();
    let asked = 0;
    const create = async (_: unknown, object: { spec: { user: string } }) => {
      asked++;
      return { status: { allowed: object.spec.user === 'good' } };
    };
    const authorizer = delegatedAuthorizer({ create } as unknown as Client, 'node', clock);
    const good = { name: 'good', groups: [] };
    const bad = { name: 'bad', groups: [] };
    for (let i = 0; i < 3; i++) {
      expect(await authorizer.allows(good, 'get', 'proxy')).toBe(true);
      expect(await authorizer.allows(bad, 'get', 'proxy')).toBe(false);
    }
    expect(asked).toBe(2);
    await clock.advance(31_000);
    await authorizer.allows(good, 'get', 'proxy');
    await authorizer.allows(bad, 'get', 'proxy');
    expect(asked).toBe(3);
    await clock.advance(300_000);
    await authorizer.allows(good, 'get', 'proxy');
    expect(asked).toBe(4);
  });
});
