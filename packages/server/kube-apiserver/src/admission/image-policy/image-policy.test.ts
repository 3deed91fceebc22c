/** ImagePolicyWebhook: what it sends, how long answers are kept, and what a failure means. */
import type { Pod } from '@kubets/api';
import type { AdmissionAttributes, AdmissionContext } from '@kubets/apiserver/admission';
import { VirtualClock } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { WebhookCallError, type WebhookClient } from '@kubets/webhook';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PluginParts } from '../plugin-parts.ts';
import { ExpiringAnswers } from './expiring-answers.ts';
import { imagePolicyWebhook } from './image-policy.ts';
import { imagePolicyKubeconfig, imagePolicySettings } from './image-policy-settings.ts';

type Answer = object | WebhookCallError;

let clock: VirtualClock;
let sent: unknown[];
let answers: Answer[];
let annotations: Record<string, string>;
beforeEach(() => {
  clock = new VirtualClock();
  sent = [];
  answers = [];
  annotations = {};
});

const client: WebhookClient = {
  async post({ body }) {
    sent.push(JSON.parse(String(body)));
    const answer = answers.shift() ?? { allowed: true };
    if (answer instanceof WebhookCallError) throw answer;
    return new TextEncoder().encode(JSON.stringify({ kind: 'ImageReview', status: answer }));
  },
};

function plugin(imagePolicy: object = {}): (pod: Pod, subresource?: string) => Promise<string> {
  const backend = { config: { url: 'https://images.example.com/review' } };
  const create = imagePolicyWebhook({ imagePolicy: { kubeConfigFile: 'k', ...imagePolicy } }, backend);
  const [created] = create({ clock, webhookClient: client } as unknown as PluginParts);
  return async (object, subresource = '') => {
    const attributes = { resource: { group: '', plural: 'pods' }, subresource, namespace: 'web', name: 'p', object };
    const context = {
      annotate: (key: string, value: string) => {
        annotations[key] = value;
      },
      signal: new AbortController().signal,
    };
    try {
      await created?.validate?.(attributes as unknown as AdmissionAttributes, context as unknown as AdmissionContext);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
}

const pod = (image: string): Pod => ({
  metadata: { annotations: { 'x.image-policy.k8s.io/ticket': '1', other: '2' } },
  spec: {
    containers: [{ name: 'c', image }],
    initContainers: [{ name: 'i', image: 'init' }],
    ephemeralContainers: [{ name: 'e', image: 'debug' }],
  },
});

it('sends the images, the annotations that are meant for it, and the namespace', async () => {
  await plugin()(pod('a'));
  expect(sent).toEqual([
    {
      kind: 'ImageReview',
      apiVersion: 'imagepolicy.k8s.io/v1alpha1',
      metadata: { creationTimestamp: null },
      spec: {
        containers: [{ image: 'a' }, { image: 'init' }, { image: 'debug' }],
        annotations: { 'x.image-policy.k8s.io/ticket': '1' },
        namespace: 'web',
      },
      status: { allowed: false },
    },
  ]);
});

it('sends only ephemeral containers when these are written', async () => {
  await plugin()(pod('a'), 'ephemeralcontainers');
  expect(sent).toMatchObject([{ spec: { containers: [{ image: 'debug' }] } }]);
});

describe('an answer', () => {
  it.each<[Answer, string]>([
    [{ allowed: true }, ''],
    [{ allowed: false }, 'pods "p" is forbidden: one or more images rejected by webhook backend'],
    [
      { allowed: false, reason: 'latest' },
      'pods "p" is forbidden: image policy webhook backend denied one or more images: latest',
    ],
    [{ allowed: 'true' }, 'pods "p" is forbidden: one or more images rejected by webhook backend'],
    [new WebhookCallError('no'), 'pods "p" is forbidden: no'],
  ])('%j: %j', async (answer, message) => {
    answers = [answer];
    expect(await plugin()(pod('a'))).toBe(message);
  });

  it('is kept for its time', async () => {
    const validate = plugin({ allowTTL: 10, denyTTL: 5 });
    answers = [{ allowed: true }, { allowed: false }, { allowed: true }];
    expect(await validate(pod('a'))).toBe('');
    await clock.advance(9_000);
    expect(await validate(pod('a'))).toBe('');
    expect(sent).toHaveLength(1);
    await clock.advance(1_000);
    expect(await validate(pod('a'))).toContain('rejected');
    await clock.advance(4_000);
    expect(await validate(pod('a'))).toContain('rejected');
    await clock.advance(1_000);
    expect(await validate(pod('a'))).toBe('');
    expect(sent).toHaveLength(3);
  });

  it('has audit annotations', async () => {
    answers = [{ allowed: true, auditAnnotations: { who: 'x', bad: 1 } }];
    await plugin()(pod('a'));
    expect(annotations).toEqual({ 'imagepolicywebhook.image-policy.k8s.io/who': 'x' });
  });
});

describe('a failure', () => {
  it('allows the images if the configuration says so, and is audited', async () => {
    answers = [new WebhookCallError('no')];
    expect(await plugin({ defaultAllow: true })(pod('a'))).toBe('');
    expect(annotations).toEqual({ 'imagepolicywebhook.image-policy.k8s.io/failed-open': 'true' });
  });

  it('of the webhook itself is repeated', async () => {
    const overloaded = new WebhookCallError('busy', { status: errors.unavailable('busy') });
    answers = [overloaded, overloaded, { allowed: true }];
    const decided = plugin()(pod('a'));
    await clock.advance(500);
    await clock.advance(750);
    expect(await decided).toBe('');
    expect(sent).toHaveLength(3);
  });
});

it('ExpiringAnswers keeps a limited number of short questions', () => {
  const kept = new ExpiringAnswers<number>();
  for (let i = 0; i <= 1_024; i++) kept.add(`q${i}`, i, 10);
  expect(kept.get('q0', 0)).toBeUndefined();
  expect(kept.get('q1', 0)).toBe(1);
  kept.add('x'.repeat(5_000), 1, 10);
  expect(kept.get('x'.repeat(5_000), 0)).toBeUndefined();
});

describe('configuration', () => {
  it('has defaults', () => {
    expect(imagePolicySettings({ imagePolicy: {} })).toEqual({
      allowMs: 300_000,
      denyMs: 30_000,
      retryMs: 500,
      defaultAllow: false,
    });
    expect(imagePolicySettings({ imagePolicy: { allowTTL: -1, denyTTL: 60, retryBackoff: 100 } })).toMatchObject({
      allowMs: 0,
      denyMs: 60_000,
      retryMs: 100,
    });
  });

  it.each<[unknown, string]>([
    [undefined, 'needs a configuration'],
    [{ imagePolicy: { allowTTL: 3_600 } }, 'imagePolicy.allowTTL: valid value is between 1000 ms and 1800000 ms'],
    [{ imagePolicy: { ttl: 1 } }, 'unknown field "ttl"'],
    [{ imagePolicy: { defaultAllow: 'yes' } }, 'imagePolicy.defaultAllow must be true or false'],
  ])('%j is refused: %s', (configuration, message) => {
    expect(() => imagePolicySettings(configuration)).toThrow(message);
  });

  it('must name a kubeconfig', () => {
    expect(() => imagePolicyKubeconfig({ imagePolicy: {} })).toThrow('imagePolicy.kubeConfigFile is required');
    expect(() => imagePolicyWebhook({ imagePolicy: {} }, undefined)).toThrow('needs the kubeconfig');
  });
});
