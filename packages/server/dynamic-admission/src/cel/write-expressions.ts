/** What the expressions about one write share: the request, its objects in the matched versions, and the answers of the authorizer. */
import type { AdmissionAttributes, AdmissionVersion } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import type { KubeObject } from '@kubets/machinery/meta';
import { authorizerVariables } from './authorizer-variables.ts';
import { ExpressionEvaluation, type Inputs } from './expression-evaluation.ts';
import type { CompiledVariable } from './expression-variables.ts';
import { requestVariable } from './request-variables.ts';
import { Turns } from './turns.ts';

export interface ExpressionHost {
  readonly authorizer: Authorizer;
  /** Milliseconds, as `Clock.monotonic`. */
  readonly monotonic: () => number;
}

/** The objects of a write in one version; undefined where it has none. */
export interface VersionedObjects {
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
}

export interface EvaluationInputs extends VersionedObjects {
  readonly version: AdmissionVersion;
  readonly params?: KubeObject | undefined;
  /** As {@link namespaceVariable} returns it. Default: null, as in match conditions. */
  readonly namespaceObject?: unknown;
  /** Whether `authorizer` can be read. Default true. */
  readonly authorizer?: boolean;
  readonly variables?: readonly CompiledVariable[];
}

export class WriteExpressions {
  readonly turns: Turns;
  readonly #attributes: AdmissionAttributes;
  readonly #host: ExpressionHost;
  readonly #requests = new Map<AdmissionVersion, Inputs>();
  readonly #objects = new Map<AdmissionVersion, Promise<VersionedObjects>>();
  #authorizer: Inputs | undefined;

  constructor(attributes: AdmissionAttributes, host: ExpressionHost) {
    this.#attributes = attributes;
    this.#host = host;
    this.turns = new Turns(host.monotonic);
  }

  /** The objects of the write in a version, converted once. Rejects if they cannot be converted. */
  objects(version: AdmissionVersion): Promise<VersionedObjects> {
    let known = this.#objects.get(version);
    if (known === undefined) {
      known = this.#converted(version);
      this.#objects.set(version, known);
    }
    return known;
  }

  async #converted(version: AdmissionVersion): Promise<VersionedObjects> {
    const { object, oldObject } = this.#attributes;
    if (version === this.#attributes.version) return { object, oldObject };
    const inVersion = async (each: KubeObject | undefined): Promise<KubeObject | undefined> =>
      each === undefined ? undefined : version.fromRequest(each);
    return { object: await inVersion(object), oldObject: await inVersion(oldObject) };
  }

  /** Evaluates expressions over these inputs. Variables are evaluated once for all of them. */
  evaluation({ version, object, oldObject, params, ...more }: EvaluationInputs): ExpressionEvaluation {
    const { namespaceObject = null, authorizer = true, variables = [] } = more;
    const inputs = {
      object: object ?? null,
      oldObject: oldObject ?? null,
      params: params ?? null,
      namespaceObject,
      request: this.#request(version),
      ...(authorizer ? this.#authorizers() : {}),
    };
    return new ExpressionEvaluation(inputs, variables, this.turns);
  }

  #request(version: AdmissionVersion): Inputs {
    let request = this.#requests.get(version);
    if (request === undefined) {
      request = requestVariable(this.#attributes, version);
      this.#requests.set(version, request);
    }
    return request;
  }

  #authorizers(): Inputs {
    this.#authorizer ??= authorizerVariables(this.#attributes, this.#host.authorizer);
    return this.#authorizer;
  }
}
