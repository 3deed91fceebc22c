/** `pods/log`: streams the output of a container from the kubelet. */
import type { Pod } from '@kubets/api';
import type { ApiAnswer } from '@kubets/apiserver/requests';
import {
  connectHandlerAt,
  flag,
  integer,
  type SubresourceCall,
  type SubresourceHandler,
} from '@kubets/apiserver/subresources';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import { containerOf, kubeletAnswer, podOf } from './pod-location.ts';
import { type SimulatedPods, scriptedLog } from './simulated-pods.ts';

interface LogOptions {
  readonly flags: readonly string[];
  readonly sinceSeconds: number | undefined;
  readonly sinceTime: string | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
}

function optionsOf(query: URLSearchParams): LogOptions {
  const sinceTime = query.get('sinceTime') ?? undefined;
  if (sinceTime !== undefined && Number.isNaN(Date.parse(sinceTime)))
    throw errors.badRequest(`parsing time ${JSON.stringify(sinceTime)}: not a time of RFC 3339`);
  return {
    flags: ['follow', 'previous', 'timestamps'].filter((name) => flag(query, name)),
    sinceSeconds: integer(query, 'sinceSeconds'),
    sinceTime,
    tailLines: integer(query, 'tailLines'),
    limitBytes: integer(query, 'limitBytes'),
  };
}

const positive = 'must be greater than 0';

/** The options that upstream refuses. */
function checkLogOptions(query: URLSearchParams): readonly FieldError[] {
  const { sinceSeconds, sinceTime, tailLines, limitBytes } = optionsOf(query);
  const found: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    found.push(fieldError.invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1) found.push(fieldError.invalid('limitBytes', limitBytes, positive));
  if (sinceSeconds !== undefined && sinceTime !== undefined)
    found.push(fieldError.forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    found.push(fieldError.invalid('sinceSeconds', sinceSeconds, positive));
  return found;
}

/** The log of a pod on a simulated node is available here. */
async function simulatedAnswer(
  simulated: SimulatedPods | undefined,
  call: SubresourceCall,
  pod: Pod,
  container: string,
  options: LogOptions,
): Promise<ApiAnswer | undefined> {
  const { clock, resources: reader, request } = call;
  const { flags, sinceSeconds, sinceTime, tailLines, limitBytes } = options;
  const since = sinceSeconds === undefined ? sinceTime && Date.parse(sinceTime) : clock.now() - sinceSeconds * 1000;
  const [follow, previous, timestamps] = ['follow', 'previous', 'timestamps'].map((name) => flags.includes(name));
  const wanted = {
    follow: follow === true,
    previous: previous === true,
    timestamps: timestamps === true,
    since: since || undefined,
    tailLines,
    limitBytes,
  };
  const body = await scriptedLog(simulated, pod, container, wanted, { reader, clock, signal: request.signal });
  return body === undefined ? undefined : { type: 'raw', status: 200, contentType: 'text/plain', body };
}

async function log(call: SubresourceCall, simulated: SimulatedPods | undefined): Promise<ApiAnswer> {
  const { query } = call.request;
  const { namespace, name } = call.info;
  const found = checkLogOptions(query);
  if (found.length > 0) throw errors.invalid({ group: '', kind: 'PodLogOptions' }, name, found);
  const pod = await podOf(call);
  const container = containerOf(pod, query.get('container') ?? '');
  // Nothing has run, so the log is empty.
  if (!pod.spec?.nodeName) return { type: 'raw', status: 200, contentType: 'text/plain', body: '' };
  const options = optionsOf(query);
  const answer = await simulatedAnswer(simulated, call, pod, container, options);
  if (answer !== undefined) return answer;
  const forwarded = new URLSearchParams(options.flags.map((each) => [each, 'true']));
  for (const [key, value] of Object.entries({
    sinceSeconds: options.sinceSeconds,
    sinceTime: options.sinceTime,
    tailLines: options.tailLines,
    limitBytes: options.limitBytes,
  }))
    if (value !== undefined) forwarded.set(key, String(value));
  const path = `/containerLogs/${namespace}/${name}/${container}`;
  return { ...(await kubeletAnswer(call.resources, pod.spec.nodeName, path, forwarded)), contentOnly: true };
}

export const podLogHandler = (simulated: SimulatedPods | undefined): SubresourceHandler =>
  connectHandlerAt({ resource: 'pods', subresource: 'log', methods: ['GET'] }, (call) => log(call, simulated));
