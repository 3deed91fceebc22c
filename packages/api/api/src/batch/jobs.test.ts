/** Jobs and CronJobs: preparation for creation, and validation. */
import { describe, expect, test } from 'vitest';
import type { Job } from '../generated/batch/v1.ts';
import { created, creationErrors, texts, updateErrors } from '../strategy-testing.ts';
import { cronJobs } from './cron-jobs.ts';
import { countIndexes } from './indexes.ts';
import { jobs } from './jobs.ts';

const metadata = { name: 'seed', namespace: 'default', uid: 'u-1', resourceVersion: '1' };
const pod = { restartPolicy: 'Never', containers: [{ name: 'a', image: 'nginx:1' }] };
const job = (spec: object = {}) => ({ metadata, spec: { template: { spec: pod }, ...spec } });

test('Job: the selector and pod labels are generated', () => {
  const { spec } = created(jobs, job());
  expect(spec?.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': 'u-1' } });
  expect(spec?.template.metadata?.labels).toEqual({
    'job-name': 'seed',
    'batch.kubernetes.io/job-name': 'seed',
    'controller-uid': 'u-1',
    'batch.kubernetes.io/controller-uid': 'u-1',
  });
  expect(spec).toMatchObject({ completions: 1, parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed' });
});

test('Job: a manual selector is kept', () => {
  const manual = {
    manualSelector: true,
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: pod },
  };
  expect(created(jobs, job(manual)).spec?.selector).toEqual({ matchLabels: { a: 'b' } });
  expect(creationErrors(jobs, job(manual))).toEqual([]);
  expect(creationErrors(jobs, job({ ...manual, selector: undefined }))).toContain('spec.selector: Required value');
});

describe('Job: validation refuses', () => {
  test.each<[string, object, readonly string[]]>([
    ['nothing in a valid Job', {}, []],
    [
      'a template without restartPolicy',
      { template: { spec: { ...pod, restartPolicy: undefined } } },
      ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
    ],
    [
      'negative numbers',
      { parallelism: -1 },
      ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'labels that the generated selector does not match',
      { template: { metadata: { labels: { 'job-name': 'other' } }, spec: pod } },
      [
        'spec.template.metadata.labels[job-name]: Invalid value: {"job-name":"other","batch.kubernetes.io/job-name":"seed","controller-uid":"u-1","batch.kubernetes.io/controller-uid":"u-1"}: must be \'seed\'',
      ],
    ],
    [
      'completion mode Indexed without completions',
      { completionMode: 'Indexed', parallelism: 1 },
      ['spec.completions: Required value: when completion mode is Indexed'],
    ],
    [
      'an unknown completion mode',
      { completionMode: 'x' },
      ['spec.completionMode: Unsupported value: "x": supported values: "NonIndexed", "Indexed"'],
    ],
    [
      'backoffLimitPerIndex without completion mode Indexed',
      { backoffLimitPerIndex: 1 },
      ['spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode'],
    ],
    [
      'a pod failure policy with restartPolicy OnFailure',
      {
        template: { spec: { ...pod, restartPolicy: 'OnFailure' } },
        podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
      },
      [
        'spec.template.spec.restartPolicy: Invalid value: "OnFailure": only "Never" is supported when podFailurePolicy is specified',
      ],
    ],
    [
      'a pod failure policy rule without a condition',
      { podFailurePolicy: { rules: [{ action: 'Ignore' }] } },
      ['spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required'],
    ],
    [
      'a success policy with an index out of range',
      {
        completionMode: 'Indexed',
        completions: 3,
        successPolicy: { rules: [{ succeededIndexes: '0-5' }] },
      },
      [
        'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0-5": error parsing succeededIndexes: too large index: "5"',
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(creationErrors(jobs, job(spec))).toEqual(expected);
  });
});

describe('Job updates', () => {
  const withSpec = (change: object) => (stored: Job) => ({ ...stored, spec: { ...stored.spec, ...change } });

  test('of spec can change parallelism', () => {
    expect(updateErrors(jobs, job(), withSpec({ parallelism: 5 }))).toEqual([]);
  });

  test('cannot change the template or completions', () => {
    const [error] = updateErrors(jobs, job(), (stored) => ({
      ...stored,
      spec: {
        ...stored.spec,
        template: { ...stored.spec?.template, spec: { ...pod, containers: [{ name: 'a', image: 'nginx:2' }] } },
      },
    }));
    expect(error).toMatch(/^spec\.template: Invalid value: \{.*\}: field is immutable$/);
    expect(updateErrors(jobs, job(), withSpec({ completions: 2 }))).toEqual([
      'spec.completions: Invalid value: 2: field is immutable',
    ]);
  });

  test('can change the node selector while the job is suspended', () => {
    const change = (stored: Job) => ({
      ...stored,
      spec: {
        ...stored.spec,
        template: { ...stored.spec?.template, spec: { ...stored.spec?.template.spec, nodeSelector: { a: 'b' } } },
      },
    });
    expect(updateErrors(jobs, job({ suspend: true }), change)).toEqual([]);
    expect(updateErrors(jobs, job(), change)).toHaveLength(1);
  });

  test('of status cannot set Complete and Failed together', () => {
    const stored = created(jobs, job());
    const conditions = ['Complete', 'Failed', 'FailureTarget', 'SuccessCriteriaMet'].map((type) => ({
      type,
      status: 'True',
    }));
    const next = { ...stored, status: { conditions } } as Job;
    expect(texts(jobs.strategy.validateStatusUpdate?.(next, stored))).toContain(
      'status.conditions: Invalid value: cannot set Complete=True and Failed=true conditions',
    );
  });
});

test.each([
  ['', 0],
  ['1,3-5,7', 5],
  [
    '1-2-3',
    `the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'`,
  ],
  ['x', 'cannot convert string to integer for index: "x"'],
  ['3,2', 'non-increasing order, previous: 3, current: 2'],
])('countIndexes of %j returns %s', (text, expected) => {
  expect(countIndexes(text, 10)).toBe(expected);
});

describe('CronJob: validation refuses', () => {
  const cron = (spec: object = {}, name = 'nightly') => ({
    metadata: { ...metadata, name },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: pod } } }, ...spec },
  });

  test.each<[object, readonly string[]]>([
    [cron(), []],
    [cron({ schedule: '' }), ['spec.schedule: Required value']],
    [
      cron({ schedule: '* * *' }),
      ['spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *]'],
    ],
    [
      cron({ schedule: 'TZ=UTC 0 3 * * *' }),
      [
        'spec.schedule: Invalid value: "TZ=UTC 0 3 * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      ],
    ],
    [cron({ timeZone: 'Mars/Base' }), ['spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base']],
    [
      cron({ concurrencyPolicy: 'x' }),
      ['spec.concurrencyPolicy: Unsupported value: "x": supported values: "Allow", "Forbid", "Replace"'],
    ],
    [
      cron({ jobTemplate: { spec: { manualSelector: true, template: { spec: pod } } } }),
      ['spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"'],
    ],
    [
      cron({}, 'a'.repeat(53)),
      [`metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`],
    ],
  ])('%#', (manifest, expected) => {
    expect(creationErrors(cronJobs, manifest)).toEqual(expected);
  });
});
