/** What the expressions about one write share: the request, its objects in the matched versions, and the answers of the authorizer. */
import type { Namespace } from '@kubets/api';
import type { AdmissionAttributes, AdmissionVersion } from '@kubets/apiserver/admission';
import type { Authorizer } from '@kubets/apiserver/authorization';
import type { KubeObject } from '@kubets/machinery/meta';
import { authorizerVariables } from './authorizer-variables.ts';
import { ExpressionEvaluation, type Inputs } from './expression-evaluation.ts';
import type { CompiledVariables, ExpressionVariables } from './expression-variables.ts';
import { namespaceVariable, requestVariable } from './request-variables.ts';
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
  /** Default: `namespaceObject` is null, as in match conditions. */
  readonly namespace?: Namespace | undefined;
  /** Whether `authorizer` can be read. Default true. */
  readonly authorizer?: boolean;
  readonly variables?: CompiledVariables;
}

const noVariables: CompiledVariables = new Map();

export class WriteExpressions {
  readonly turns: Turns;
  readonly #attributes: AdmissionAttributes;
  readonly #requests = new Map<AdmissionVersion, Inputs>();
  readonly #objects = new Map<AdmissionVersion, Promise<VersionedObjects>>();
  readonly #authorizers: Inputs;

  constructor(attributes: AdmissionAttributes, host: ExpressionHost) {
    this.#attributes = attributes;
    this.turns = new Turns(host.monotonic);
    this.#authorizers = authorizerVariables(attributes, host.authorizer);
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
    const { namespace, authorizer = true, variables = noVariables } = more;
    const authorizers = this.#authorizers;
    const request = (): Inputs => this.#request(version);
    const inputsWith = (own: ExpressionVariables): Inputs => ({
      object: object ?? null,
      oldObject: oldObject ?? null,
      params: params ?? null,
      variables: own,
      get request() {
        return request();
      },
      get namespaceObject() {
        return namespaceVariable(namespace);
      },
      ...(authorizer ? authorizers : {}),
    });
    return new ExpressionEvaluation(inputsWith, variables, this.turns);
  }

  #request(version: AdmissionVersion): Inputs {
    let request = this.#requests.get(version);
    if (request === undefined) {
      request = requestVariable(this.#attributes, version);
      this.#requests.set(version, request);
    }
    return request;
  }
}
