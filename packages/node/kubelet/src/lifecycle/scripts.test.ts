/**
 * Lives of pods as scripts: `testdata/*.txt` hold events and, below `----`, the states, effects and operations that follow.
 * `UPDATE_TESTDATA=1 npm run test:unit -- packages/node` writes what follows now into the files: read the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  begin,
  next,
  type PodEffect,
  type PodEvent,
  type PodOperation,
  type SyncOutcome,
  type Transition,
} from './next.ts';
import type { PodState } from './pod-state.ts';

const directory = new URL('testdata/', import.meta.url);
const scripts = readdirSync(directory).filter((name) => name.endsWith('.txt'));
const rewrites = process.env['UPDATE_TESTDATA'] === '1';

/** `NAME word key=value`. */
interface Line {
  readonly name: string;
  readonly words: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

const known = new Set([
  ...['rejected', 'orphan', 'deleting', 'grace', 'next'],
  ...['stopped', 'finished', 'statusIsFinal', 'deadlineExceeded'],
  ...['progressed', 'attempted', 'unchanged', 'blocked', 'incomplete'],
]);

function parseLine(text: string): Line {
  const [name = '', ...rest] = text.trim().split(/\s+/);
  for (const word of rest)
    if (!known.has(word.split('=')[0] ?? '')) throw new TypeError(`unknown word ${word} in: ${text}`);
  const values = rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
  return { name, words: new Set(rest), values: new Map(values) };
}

const numberOf = ({ values }: Line, key: string): number => {
  const value = Number(values.get(key));
  if (!Number.isFinite(value)) throw new TypeError(`${key} is missing`);
  return value;
};

const objectFacts = (line: Line, inApi: boolean) => ({
  inApi,
  deletionRequested: line.words.has('deleting'),
  graceSeconds: numberOf(line, 'grace'),
});

function eventOf(line: Line): PodEvent {
  const { name, words } = line;
  switch (name) {
    case 'PodChanged':
      return { type: name, ...objectFacts(line, true) };
    case 'PodGone':
      return { type: name, ...objectFacts(line, false) };
    case 'Observed': {
      const observation = {
        stopped: words.has('stopped'),
        finished: words.has('finished'),
        statusIsFinal: words.has('statusIsFinal'),
        deadlineExceeded: words.has('deadlineExceeded'),
      };
      return { type: name, observation };
    }
    case 'Synced':
      return { type: name, outcome: [...words][0] as SyncOutcome };
    case 'GarbageCollected':
      return { type: name, nextSyncMs: numberOf(line, 'next') };
    case 'CleanedUp':
      return { type: name, complete: !words.has('incomplete') };
    case 'Woken':
    case 'Closed':
    case 'WaitEnded':
    case 'Killed':
    case 'ObjectDeleted':
    case 'RemainsRemoved':
    case 'Failed':
      return { type: name };
    default:
      throw new TypeError(`unknown event ${name}`);
  }
}

function showState(state: PodState): string {
  const { facts } = state;
  const details = [
    ...(state.name === 'Killing' ? [`${state.killGraceSeconds}s`] : []),
    ...(state.name === 'CollectingGarbage' && state.blocked ? ['blocked'] : []),
    ...(state.name === 'Closed' ? [`stage=${state.stage}`] : []),
    ...(facts.outdated ? ['outdated'] : []),
    ...(facts.retries > 0 ? [`retries=${facts.retries}`] : []),
  ];
  return [state.name, ...details].join(' ');
}

function showEffect(effect: PodEffect): string {
  if (effect.type === 'ReportStatus') return `ReportStatus${effect.terminal ? ' terminal' : ''}`;
  if (effect.type === 'RecordFailure') return `RecordFailure ${effect.reason}`;
  return effect.type === 'StopProbes' ? `StopProbes ${effect.kinds.join(' ')}` : effect.type;
}

function showOperation(operation: PodOperation): string {
  if (operation.type === 'Wait') return `Wait ${operation.milliseconds}ms`;
  if (operation.type === 'Kill') return `Kill ${operation.graceSeconds}s`;
  return operation.type === 'Observe' && operation.allocate ? 'Observe allocate' : operation.type;
}

const show = ({ state, effects, operation }: Transition): string[] => [
  showState(state),
  ...effects.map((effect) => `  - ${showEffect(effect)}`),
  ...(operation ? [`  > ${showOperation(operation)}`] : []),
];

/** The script with what follows from its events now. */
function play(script: string): string {
  let state: PodState | undefined;
  const blocks = script.trim().split(/\n{2,}/);
  const played = blocks.map((block) => {
    const [input = ''] = block.split(/^----$/m);
    const lines = input.trim().split('\n');
    const events = lines.filter((line) => line !== '' && !line.startsWith('#')).map(parseLine);
    if (events.length === 0) return block;
    const output = events.flatMap((line) => {
      let transition: Transition;
      if (line.name === 'begin')
        transition = begin(objectFacts(line, !line.words.has('orphan')), line.words.has('rejected'));
      else if (state) transition = next(state, eventOf(line));
      else throw new TypeError('a script starts with: begin');
      state = transition.state;
      return show(transition);
    });
    return [...lines, '----', ...output].join('\n');
  });
  return `${played.join('\n\n')}\n`;
}

describe('the life of a pod', () => {
  it.each(scripts)('%s: every event leads where the script says', (name) => {
    const path = new URL(name, directory);
    const script = readFileSync(path, 'utf8');
    const played = play(script);
    if (rewrites) writeFileSync(path, played);
    else expect(played).toBe(script);
  });
});
