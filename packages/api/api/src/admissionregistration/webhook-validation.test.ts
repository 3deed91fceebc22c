/** Which webhooks are valid, and upstream's errors for the others. */
import { describe, expect, it } from 'vitest';
import { validateWebhooks, type WebhookConfiguration } from './webhook-validation.ts';

type Fields = Readonly<Record<string, unknown>>;

const configuration = (given: Fields): WebhookConfiguration =>
  ({
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { url: 'https://example.com/hook' },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        ...given,
      },
    ],
  }) as unknown as WebhookConfiguration;

const errorsOf = async (given: Fields, old?: WebhookConfiguration) =>
  (await validateWebhooks(configuration(given), old)).map(({ field, message }) => `${field}: ${message}`);

describe('validateWebhooks', () => {
  it.each<[string, Fields, readonly string[]]>([
    ['a URL', {}, []],
    [
      'a Service, rules and a match condition',
      {
        clientConfig: { service: { name: 's', namespace: 'n', path: '/a/b/', port: 8443 } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['pods', 'pods/exec'] }],
        matchConditions: [{ name: 'a', expression: 'request.namespace != "kube-system"' }],
      },
      [],
    ],
    [
      'no client configuration',
      { clientConfig: undefined },
      ['webhooks[0].clientConfig: Required value: exactly one of url or service is required'],
    ],
    [
      'a name, side effects and versions that are not allowed',
      { name: 'short', sideEffects: 'Some', admissionReviewVersions: ['v2', 'v2'] },
      [
        'webhooks[0].name: Invalid value: "short": should be a domain with at least three segments separated by dots',
        'webhooks[0].sideEffects: Unsupported value: "Some": supported values: "None", "NoneOnDryRun"',
        'webhooks[0].admissionReviewVersions[1]: Invalid value: "v2": duplicate version',
        'webhooks[0].admissionReviewVersions: Invalid value: ["v2","v2"]: must include at least one of v1, v1beta1',
      ],
    ],
    [
      'a URL with what is not permitted',
      { clientConfig: { url: 'http://user@example.com/x?a=b#c' } },
      [
        'webhooks[0].clientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
        'webhooks[0].clientConfig.url: Invalid value: "user": user information is not permitted in the URL',
        'webhooks[0].clientConfig.url: Invalid value: "c": fragments are not permitted in the URL',
        'webhooks[0].clientConfig.url: Invalid value: "a=b": query parameters are not permitted in the URL',
      ],
    ],
    [
      'a Service without a name, with an invalid port and path',
      { clientConfig: { service: { name: '', namespace: 'n', path: 'a//b', port: 0 } } },
      [
        'webhooks[0].clientConfig.service.namespace: Required value',
        'webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive',
        'webhooks[0].clientConfig.service.path: Invalid value: "a//b": must start with a \'/\'',
        'webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[0] may not be empty',
        'webhooks[0].clientConfig.service.path: Invalid value: "a//b": segment[1] may not be empty',
      ],
    ],
    [
      'a match condition that reads parameters',
      { matchConditions: [{ name: 'a', expression: 'params == null' }] },
      [expect.stringContaining("undeclared reference to 'params'")],
    ],
    [
      'an unknown reinvocation policy',
      { reinvocationPolicy: 'Always' },
      ['webhooks[0].reinvocationPolicy: Unsupported value: "Always": supported values: "IfNeeded", "Never"'],
    ],
  ])('with %s', async (_, given, expected) => expect(await errorsOf(given)).toEqual(expected));

  it('keeps what the old configuration has', async () => {
    const kept = {
      sideEffects: 'Some',
      admissionReviewVersions: ['v2'],
      matchConditions: [{ name: 'a', expression: 'nothing' }],
    };
    expect(await errorsOf(kept)).toHaveLength(3);
    expect(await errorsOf(kept, configuration(kept))).toEqual([]);
  });
});
