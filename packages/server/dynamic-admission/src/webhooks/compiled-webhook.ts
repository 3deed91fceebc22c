/** A webhook with its selectors and conditions compiled. */
import { messageOf } from '@kubets/base';
import { errors } from '@kubets/machinery/status-error';
import { type CompiledCondition, compileMatchConditions } from '../cel/index.ts';
import { WriteMatcher } from '../matching/index.ts';
import type { ConfiguredWebhook, Webhook } from './configured-webhook.ts';

/** A selector that cannot be parsed was stored by an older version. The webhook must not be skipped because of it. */
function matcherOf(hook: Webhook): ConfiguredWebhook['matcher'] {
  try {
    return new WriteMatcher({ ...hook, rules: hook.rules ?? [] });
  } catch (error) {
    const failure = errors.internal(messageOf(error));
    return { mayMatch: () => true, match: () => Promise.reject(failure) };
  }
}

export function compiledWebhook(configuration: string, hook: Webhook, index: number): ConfiguredWebhook {
  let conditions: Promise<readonly CompiledCondition[]> | undefined;
  return {
    configuration,
    id: `${configuration}/${hook.name}/${index}`,
    hook,
    matcher: matcherOf(hook),
    conditions() {
      conditions ??= compileMatchConditions(hook.matchConditions ?? []);
      return conditions;
    },
  };
}
