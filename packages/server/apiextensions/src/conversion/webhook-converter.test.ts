/** Conversion by webhooks: what they are asked, what they may answer, and upstream's messages for what they may not. */
import type { CustomResourceDefinition } from '@kubets/api';
import { seededRandom } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { isReason } from '@kubets/machinery/status-error';
import { WebhookCallError, type WebhookClient } from '@kubets/webhook';
import { describe, expect, it } from 'vitest';
import { webhookConverter } from './webhook-converter.ts';

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly desiredAPIVersion: string;
    readonly objects: readonly KubeObject[];
  };
}

type Answer = (review: Review) => unknown;

function definition(versions: readonly string[]): CustomResourceDefinition {
  const clientConfig = { service: { namespace: 'system', name: 'hook' }, caBundle: '' };
  return {
    metadata: { name: 'gadgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'gadgets', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [],
      conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: versions } },
    },
  };
}

function converter(answer: Answer, versions: readonly string[] = ['v1']) {
  const asked: Review[] = [];
  const client: WebhookClient = {
    async post({ body }) {
      const review = JSON.parse(String(body)) as Review;
      asked.push(review);
      return new TextEncoder().encode(JSON.stringify(answer(review)));
    },
  };
  const parts = { client, random: seededRandom(1), signal: new AbortController().signal };
  return { asked, ...webhookConverter(definition(versions), parts) };
}

const gadget = (name: string, version = 'v1', more: object = {}): KubeObject =>
  ({
    apiVersion: `example.com/${version}`,
    kind: 'Gadget',
    metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '7', labels: { a: 'b' } },
    size: 1,
    ...more,
  }) as KubeObject;

const renamed = (object: KubeObject, version: string, changes: object = {}): object => {
  const { size, ...rest } = object as KubeObject & { size?: number };
  return { ...rest, apiVersion: version, newSize: size, ...changes };
};

const success: Answer = ({ apiVersion, kind, request }) => ({
  apiVersion,
  kind,
  response: {
    uid: request.uid,
    result: { status: 'Success' },
    convertedObjects: request.objects.map((object) => renamed(object, request.desiredAPIVersion)),
  },
});

/** An answer whose objects all have the changes. */
const changed =
  (changes: object): Answer =>
  (review) => {
    const answer = success(review) as { response: { convertedObjects: object[] } };
    const convertedObjects = answer.response.convertedObjects.map((object) => ({ ...object, ...changes }));
    return { ...answer, response: { ...answer.response, convertedObjects } };
  };

it('converts several objects with one call, and keeps those that have the version, in their places', async () => {
  const { asked, convert } = converter(success);
  const current = gadget('b', 'v2');
  const converted = await convert([gadget('a'), current, gadget('c')], 'example.com/v2');
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview' });
  expect(asked[0]?.request).toMatchObject({ desiredAPIVersion: 'example.com/v2', uid: expect.any(String) });
  expect(asked[0]?.request.objects.map(({ metadata }) => metadata?.name)).toEqual(['a', 'c']);
  expect(converted.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b', 'c']);
  expect(converted[1]).toBe(current);
  expect(converted[0]).toMatchObject({ apiVersion: 'example.com/v2', newSize: 1 });
});

it('does not call the webhook for objects that have the version', async () => {
  const { asked, convert } = converter(success);
  const objects = [gadget('a', 'v2')];
  expect(convert(objects, 'example.com/v2')).toBe(objects);
  expect(asked).toEqual([]);
});

it('takes labels and annotations from the webhook, and all other metadata from the object', async () => {
  const metadata = {
    name: 'a',
    namespace: 'default',
    uid: 'uid-a',
    resourceVersion: '99',
    finalizers: ['x/y'],
    annotations: { c: 'd' },
  };
  const [object] = await converter(changed({ metadata })).convert([gadget('a')], 'example.com/v2');
  expect(object?.metadata).toEqual({
    name: 'a',
    namespace: 'default',
    uid: 'uid-a',
    resourceVersion: '7',
    annotations: { c: 'd' },
  });
});

it('asks in v1beta1 if that comes first, and then does not compare uids', async () => {
  const { asked, convert } = converter(
    (review) => {
      const { response } = success(review) as { response: object };
      return { response: { ...response, uid: '' } };
    },
    ['v9', 'v1beta1', 'v1'],
  );
  await expect(convert([gadget('a')], 'example.com/v2')).resolves.toHaveLength(1);
  expect(asked[0]?.apiVersion).toBe('apiextensions.k8s.io/v1beta1');
});

describe('fails if the webhook', () => {
  const kind = 'example.com/v1, Kind=Gadget';
  const respond =
    (response: object): Answer =>
    ({ apiVersion, kind: own, request: { uid } }) => ({ apiVersion, kind: own, response: { uid, ...response } });
  it.each<[string, Answer, string]>([
    [
      'answers without a kind',
      () => ({}),
      `failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got , Kind=`,
    ],
    ['answers nothing', ({ apiVersion, kind: own }) => ({ apiVersion, kind: own }), 'failed: no response provided'],
    ['answers another request', respond({ uid: 'other' }), 'failed: expected response.uid='],
    ['refuses', respond({ result: { status: 'Failure', message: 'no such size' } }), 'failed: no such size'],
    ['does not tell whether it succeeded', respond({}), "failed: response.result.status was '', not 'Success'"],
    [
      'returns too few objects',
      respond({ result: { status: 'Success' }, convertedObjects: [] }),
      'returned 0 objects, expected 1',
    ],
    [
      'returns another version',
      changed({ apiVersion: 'example.com/v3' }),
      'returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v3)',
    ],
    [
      'returns another kind',
      changed({ kind: 'Widget' }),
      'returned invalid object at index 0: invalid kind (expected Gadget, received Widget)',
    ],
    [
      'returns another name',
      changed({ metadata: { name: 'b', namespace: 'default', uid: 'uid-a' } }),
      'returned invalid object: must have the same name: a != b',
    ],
    [
      'returns wrong labels',
      changed({ metadata: { name: 'a', namespace: 'default', uid: 'uid-a', labels: { 'a b': '' } } }),
      'returned invalid metadata: metadata.labels: Invalid value: "a b": name part must consist of',
    ],
    [
      'returns labels that are no texts',
      changed({ metadata: { name: 'a', namespace: 'default', uid: 'uid-a', labels: { a: 1 } } }),
      'returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object',
    ],
  ])('%s', async (_, answer, message) => {
    const failed = converter(answer).convert([gadget('a')], 'example.com/v2');
    await expect(failed).rejects.toThrow(`conversion webhook for ${kind} ${message}`);
  });

  it('returns one wrong object in a list', async () => {
    const failed = converter(changed({ kind: 'Widget' })).convert([gadget('a'), gadget('b')], 'example.com/v2');
    await expect(failed).rejects.toThrow(
      'conversion webhook for example.com/v2, Kind=GadgetList returned invalid converted object at index 0: invalid kind (expected Gadget, received Widget)',
    );
  });

  it('cannot be called', async () => {
    const client: WebhookClient = { post: () => Promise.reject(new WebhookCallError('Post "https://a/": refused')) };
    const parts = { client, random: seededRandom(1), signal: new AbortController().signal };
    const failed = Promise.resolve(
      webhookConverter(definition(['v1']), parts).convert([gadget('a')], 'example.com/v2'),
    );
    const error = await failed.catch((reason: unknown) => reason);
    expect((error as Error).message).toBe(`conversion webhook for ${kind} failed: Post "https://a/": refused`);
    expect(isReason(error, 'InternalError')).toBe(false);
  });
});
