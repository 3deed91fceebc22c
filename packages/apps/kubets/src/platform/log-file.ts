/** The program's log: JSON lines on stderr, from a minimum level. */
import { type LogFields, type Logger, loggerTo, messageOf, silentLogger, systemClock } from '@kubets/base';
import { print } from './progress.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;

/** Replaces errors by their messages. JSON converts all other values. */
function plain(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? messageOf(value) : value]),
  );
}

export function stderrLog(level: string): Logger {
  const least = (levels as readonly string[]).indexOf(level);
  if (least < 0) return silentLogger;
  return loggerTo((line) => {
    if (levels.indexOf(line.level) < least) return;
    const time = new Date(systemClock.now()).toISOString();
    print(JSON.stringify({ time, level: line.level, message: line.message, ...plain(line.fields) }), 2);
  });
}
