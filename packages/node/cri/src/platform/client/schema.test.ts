/** The messages of CRI on the wire. */
import { expect, it } from 'vitest';
import { codecOf } from './schema.ts';

it('speaks CRI: what is encoded is decoded, with defaults for what is absent', () => {
  const codec = codecOf('ContainerStatus');
  const decoded = codec.decode(
    codec.encode({
      id: 'x',
      state: 'CONTAINER_EXITED',
      createdAt: 1.7e18,
      labels: { a: 'b' },
      metadata: { name: 'n', attempt: 2 },
    }),
  );
  expect(decoded).toMatchObject({
    id: 'x',
    state: 'CONTAINER_EXITED',
    createdAt: 1.7e18,
    labels: { a: 'b' },
    exitCode: 0,
    image: null,
    metadata: { name: 'n', attempt: 2 },
  });
});
