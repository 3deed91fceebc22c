/** Which failures of a write end it, and which are tried again. */
import type { Pod } from '@kubets/api';
import { silentLogger } from '@kubets/base';
import type { Client } from '@kubets/client';
import { StatusError, statusError } from '@kubets/machinery/status-error';
import { describe, expect, it } from 'vitest';
import { createStatusWriter } from './status-writer.ts';

const squid: Pod = { metadata: { name: 'squid-0', namespace: 'shop', uid: 'u' } };

/** How often a status is sent when the first answer is this failure. */
async function attempts(failure: StatusError): Promise<number> {
  let count = 0;
  const patch = async (): Promise<Pod> => {
    if (++count === 1) throw failure;
    return squid;
  };
  const writer = createStatusWriter({ patch } as unknown as Client, silentLogger, async () => undefined);
  writer.set(squid, { phase: 'Running' });
  await writer.settled('u');
  return count;
}

const invalid = (field: string): StatusError =>
  new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code: 422,
    reason: 'Invalid',
    message: `Pod "squid-0" is invalid: ${field}`,
    details: { causes: [{ field, reason: 'FieldValueInvalid', message: '' }] },
  });

describe('a status that could not be written', () => {
  it.each<[string, StatusError, number]>([
    ['a failure of the server that names the pod', statusError('InternalError', 'pods "squid-0": broken'), 2],
    ['a conflict that names the pod', statusError('Conflict', 'cannot be fulfilled on pods "squid-0"'), 2],
    ['another field', invalid('status.phase'), 2],
    ['another uid', invalid('metadata.uid'), 1],
    ['another uid, as a precondition', statusError('Conflict', 'Precondition failed: UID in precondition: u'), 1],
    ['no such pod', statusError('NotFound', 'pods "squid-0" not found'), 1],
  ])('%s', async (_, failure, expected) => {
    expect(await attempts(failure)).toBe(expected);
  });
});
