/** The lines that reach the sink of a logger. */
import { describe, expect, it } from 'vitest';
import { type LogLine, loggerTo, messageOf, silentLogger } from './logger.ts';

describe('loggerTo', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)(
    'loggerTo passes level, message and fields to the sink: %s',
    (level) => {
      const lines: LogLine[] = [];
      loggerTo((line) => lines.push(line))[level]('said', { pod: 'a' });
      expect(lines).toEqual([{ level, message: 'said', fields: { pod: 'a' } }]);
    },
  );

  it('Logger.with adds fields to every line, later ones override, and the outer logger is unchanged', () => {
    const lines: LogLine[] = [];
    const outer = loggerTo((line) => lines.push(line), { app: 'x' });
    outer.with({ pod: 'a', app: 'y' }).with({ node: 'n' }).info('one', { pod: 'b' });
    outer.info('two');
    expect(lines.map(({ fields }) => fields)).toEqual([{ app: 'y', pod: 'b', node: 'n' }, { app: 'x' }]);
  });

  it('silentLogger discards every line', () => {
    expect(silentLogger.with({ a: 1 }).error('nobody hears it')).toBeUndefined();
  });
});

describe('messageOf', () => {
  it.each([
    ['an error', new TypeError('bad'), 'bad'],
    ['a string', 'text', 'text'],
    ['a number', 7, '7'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), 'unknown error'],
    [
      'an object whose toString throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
      'unknown error',
    ],
  ])('messageOf returns a message for any thrown value: %s', (_, thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});
