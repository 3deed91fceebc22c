/** Mutates a write by the MutatingAdmissionPolicies that match it. Upstream: the dispatcher of policy/mutating. */
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, Namespace } from '@kubets/api';
import { type AdmissionVersion, refusal } from '@kubets/apiserver/admission';
import { deepEqual } from '@kubets/base';
import type { KubeObject } from '@kubets/machinery/meta';
import { StatusError } from '@kubets/machinery/status-error';
import { Budget, matchConditions, OutOfBudgetError, policyBudget, WriteExpressions } from '../cel/index.ts';
import { applyMutation, MutationError } from './apply-mutation.ts';
import type { CompiledMutatingPolicy, CompiledMutation } from './compiled-policy.ts';
import { findInvocations, type Invocation, namespaceOf } from './invocations.ts';
import { type AdmittedRequest, nameOf } from './policy-kinds.ts';
import { errorType, type MutatingMetrics } from './policy-metrics.ts';
import type { BoundPolicy } from './policy-source.ts';
import { ReinvocationState } from './reinvocation-state.ts';

export type MutatingBound = BoundPolicy<
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  CompiledMutatingPolicy
>;

type Mutation = Invocation<MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding, CompiledMutatingPolicy>;

interface Problem {
  readonly policy: MutatingAdmissionPolicy;
  readonly binding?: MutatingAdmissionPolicyBinding | undefined;
  readonly message: string;
  readonly reason?: 'Invalid';
}

/** All problems are causes. The first one is the message, and upstream leaves the code of Forbidden even with another reason. */
function denied(request: AdmittedRequest, problems: readonly Problem[]): StatusError {
  const causes = problems.map(({ policy, binding, message }) => {
    const by =
      binding === undefined
        ? `policy "${nameOf(policy)}"`
        : `policy '${nameOf(policy)}' with binding '${nameOf(binding)}'`;
    return { message: `${by} denied request: ${message}` };
  });
  const { status } = refusal(request.attributes, 'admission request denied by policy');
  const details = { ...status.details, causes };
  const reason = problems[0]?.reason ?? 'Forbidden';
  return new StatusError({ ...status, reason, message: causes[0]?.message ?? '', details });
}

/** The object under mutation, in the version of the last policy. */
class MutatedObject {
  readonly #request: AdmissionVersion;
  #version: AdmissionVersion;
  #object: KubeObject;

  constructor(object: KubeObject, request: AdmissionVersion) {
    this.#object = object;
    this.#request = request;
    this.#version = request;
  }

  async in(version: AdmissionVersion): Promise<KubeObject> {
    if (version !== this.#version) {
      const common = await this.#version.toRequest(this.#object);
      this.#object = version === this.#request ? common : await version.fromRequest(common);
      this.#version = version;
    }
    return this.#object;
  }

  set(object: KubeObject): void {
    this.#object = object;
  }

  result(): Promise<KubeObject> {
    return this.in(this.#request);
  }
}

class WriteMutation {
  readonly #request: AdmittedRequest;
  readonly #metrics: MutatingMetrics;
  readonly #expressions: WriteExpressions;
  readonly #object: MutatedObject;
  readonly #state: ReinvocationState;
  readonly #problems: Problem[] = [];

  constructor(object: KubeObject, request: AdmittedRequest, metrics: MutatingMetrics) {
    this.#request = request;
    this.#metrics = metrics;
    this.#expressions = new WriteExpressions(request.attributes, request.host);
    this.#object = new MutatedObject(object, request.attributes.version);
    this.#state = request.context.remembered('MutatingAdmissionPolicy', () => new ReinvocationState());
  }

  async run(policies: readonly MutatingBound[]): Promise<KubeObject> {
    const found = await findInvocations(policies, this.#request);
    const mutations: Mutation[] = [];
    for (const each of found) {
      if ('message' in each) this.#problems.push(each);
      else mutations.push(each);
    }
    if (this.#request.context.isReinvocation) this.#state.resume(await this.#object.result());
    for (const mutation of mutations) {
      for (const params of mutation.params) await this.#invoke(mutation, params);
    }
    const problems = this.#problems.filter(({ policy }) => policy.spec?.failurePolicy !== 'Ignore');
    if (problems.length > 0) throw denied(this.#request, problems);
    const result = await this.#object.result();
    this.#state.finished(result);
    return result;
  }

  async #invoke(mutation: Mutation, params: KubeObject | undefined): Promise<void> {
    const { policy, binding, version } = mutation;
    const { context } = this.#request;
    context.signal.throwIfAborted();
    const compiled = await mutation.bound.compiled();
    const namespace = compiled.readsNamespace ? await namespaceOf(this.#request) : undefined;
    const before = await this.#object.in(version);
    if (!(await this.#matches(mutation, compiled, before, params))) return;
    const { name = '', namespace: place = '' } = params?.metadata ?? {};
    const key = JSON.stringify([nameOf(policy), nameOf(binding), place, name]);
    if (context.isReinvocation && !this.#state.shouldRunAgain(key)) return;
    for (const each of compiled.mutations) await this.#mutate(mutation, each, compiled, params, namespace);
    if (!deepEqual(before, await this.#object.in(version))) {
      this.#state.changed();
      context.requestReinvocation();
    }
    if (policy.spec?.reinvocationPolicy === 'IfNeeded') this.#state.mayRunAgain(key);
  }

  async #matches(
    { policy, binding, version }: Mutation,
    { conditions, variables }: CompiledMutatingPolicy,
    object: KubeObject,
    params: KubeObject | undefined,
  ): Promise<boolean> {
    if (conditions.length === 0) return true;
    const { oldObject } = await this.#expressions.objects(version);
    const evaluation = this.#expressions.evaluation({ version, object, oldObject, params, variables });
    const match = await matchConditions(conditions, evaluation, policy.spec?.failurePolicy);
    if ('matches' in match) return match.matches;
    this.#problems.push({ policy, binding, message: match.error, reason: 'Invalid' });
    return false;
  }

  async #mutate(
    { policy, binding, version }: Mutation,
    mutation: CompiledMutation,
    { variables }: CompiledMutatingPolicy,
    params: KubeObject | undefined,
    namespace: Namespace | undefined,
  ): Promise<void> {
    const { monotonic } = this.#request.host;
    const started = monotonic();
    const observe = (type: string): void =>
      this.#metrics.observe(nameOf(policy), nameOf(binding), type, monotonic() - started);
    try {
      const object = await this.#object.in(version);
      const { oldObject } = await this.#expressions.objects(version);
      const evaluation = this.#expressions.evaluation({
        version,
        object,
        oldObject,
        params,
        namespace,
        variables,
      });
      const outcome = await evaluation.evaluate(mutation.expression, new Budget(policyBudget));
      if ('error' in outcome) throw new MutationError(mutationProblem(mutation, outcome.error));
      this.#object.set(await applyMutation(mutation.type, object, outcome.value, version));
      observe('no_error');
    } catch (error) {
      if (error instanceof StatusError) observe('invalid_error');
      if (!(error instanceof MutationError || error instanceof OutOfBudgetError)) throw error;
      observe(errorType(error.message));
      this.#problems.push({ policy, binding, message: error.message, reason: 'Invalid' });
    }
  }
}

/** The error of an expression that does not compile is reported as the compiler words it. */
function mutationProblem({ expression }: CompiledMutation, error: string): string {
  return 'error' in expression ? expression.error : error;
}

/** The object after all mutations. Throws a refusal that names all of those that failed. */
export function mutateWrite(
  object: KubeObject,
  policies: readonly MutatingBound[],
  request: AdmittedRequest,
  metrics: MutatingMetrics,
): Promise<KubeObject> {
  return new WriteMutation(object, request, metrics).run(policies);
}
