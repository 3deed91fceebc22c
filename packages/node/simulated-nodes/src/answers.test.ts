/** Scripts of simulated pods. */
import type { Pod } from '@kubets/api';
import { expect, it } from 'vitest';
import { scriptedExec, scriptedLog } from './answers.ts';

const pod = (annotations: Readonly<Record<string, string>>): Pod => ({ metadata: { annotations } });

it.each([
  ['nothing scripted', {}, undefined],
  ['for every container', { 'kubets.dev/logs': 'a\n' }, 'a\n'],
  ['for this one', { 'kubets.dev/logs': 'a\n', 'kubets.dev/logs.main': 'b\n' }, 'b\n'],
  ['for another one', { 'kubets.dev/logs.side': 'b\n' }, undefined],
])('a log: %s', (_, annotations, expected) => {
  expect(scriptedLog(pod(annotations), 'main')).toBe(expected);
});

const output = (stdout: string, stderr = '', exitCode = 0) => ({ stdout, stderr, exitCode });

it.each([
  ['nothing scripted', undefined, undefined],
  ['text', '{"ls /": "bin\\n"}', output('bin\n')],
  ['everything', '{"ls /": {"stdout": "x", "stderr": "y", "exitCode": 3}}', output('x', 'y', 3)],
  ['any other command', '{"*": {"exitCode": 127}}', output('', '', 127)],
  ['no entry', '{"cat /": "x"}', undefined],
  ['no JSON', 'ls', undefined],
  ['no object', '[1]', undefined],
  ['nonsense for an entry', '{"ls /": 5}', undefined],
  ['an exit code out of range', '{"ls /": {"exitCode": 1000}}', output('', '', 255)],
])('a command: %s', (_, script, expected) => {
  expect(scriptedExec(pod(script === undefined ? {} : { 'kubets.dev/exec': script }), ['ls', '/'])).toEqual(expected);
});

it('a command whose name every object has is looked up like any other', () => {
  expect(scriptedExec(pod({ 'kubets.dev/exec': '{"*": "x"}' }), ['constructor'])).toEqual(output('x'));
});
