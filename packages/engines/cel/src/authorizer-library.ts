/** `authorizer.group("apps").resource("deployments").check("create").allowed()`: authorization checks in expressions. */
import { nameIsDnsLabel, nameIsDnsSubdomain } from '@kubets/machinery/names';
import { type Library, overload, typeNamed } from './functions.ts';
import type { CelType } from './types.ts';
import { CelFault, CelOpaque, type CelValue } from './values.ts';

/** An authorization check. `user` is undefined for the user of the request, else a service account. */
export interface AuthorizationCheck {
  readonly user?: { readonly namespace: string; readonly serviceAccount: string };
  readonly verb: string;
  /** A non-resource path. No other field is set then. */
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The unparsed text. */
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AuthorizationAnswer {
  readonly allowed: boolean;
  readonly reason?: string;
  readonly error?: string;
}

/** Answers synchronously, or throws `CelPending` if the answer is not known yet. */
export type AnswerCheck = (check: AuthorizationCheck) => AuthorizationAnswer;

type Question = Omit<AuthorizationCheck, 'verb'>;

/** A value in the chain from the authorizer to a decision. */
abstract class Inquiry extends CelOpaque {
  abstract override readonly type: CelType;
  readonly answer: AnswerCheck;
  readonly question: Question;

  constructor(answer: AnswerCheck, question: Question) {
    super();
    this.answer = answer;
    this.question = question;
  }

  equals(other: CelOpaque): boolean {
    if (!(other instanceof Inquiry)) return false;
    return other.answer === this.answer && JSON.stringify(other.question) === JSON.stringify(this.question);
  }
}

const types = {
  authorizer: typeNamed('authorizer'),
  path: typeNamed('path-check'),
  group: typeNamed('group-check'),
  resource: typeNamed('resource-check'),
  decision: typeNamed('decision'),
};

/** The variable `authorizer`. */
export class CelAuthorizer extends Inquiry {
  readonly type = types.authorizer;

  constructor(answer: AnswerCheck, question: Question = {}) {
    super(answer, question);
  }
}

class PathCheck extends Inquiry {
  readonly type = types.path;
}

class GroupCheck extends Inquiry {
  readonly type = types.group;
}

/** The variable `authorizer.requestResource`. */
export class CelResourceCheck extends Inquiry {
  readonly type = types.resource;
}

class Decision extends CelOpaque {
  readonly type = types.decision;
  readonly answer: AuthorizationAnswer;

  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof Decision && JSON.stringify(other.answer) === JSON.stringify(this.answer);
  }
}

export const authorizerType = types.authorizer;
export const resourceCheckType = types.resource;

const check = (inquiry: Inquiry, verb: string): CelValue => new Decision(inquiry.answer({ ...inquiry.question, verb }));

function path({ answer, question }: Inquiry, text: string): CelValue {
  if (text.trim() === '') return new CelFault('path must not be empty');
  return new PathCheck(answer, { ...question, path: text });
}

function serviceAccount({ answer, question }: Inquiry, namespace: string, name: string): CelValue {
  if (nameIsDnsSubdomain(name, false).length > 0) return new CelFault('Invalid service account name');
  if (nameIsDnsLabel(namespace, false).length > 0) return new CelFault('Invalid service account namespace');
  return new CelAuthorizer(answer, { ...question, user: { namespace, serviceAccount: name } });
}

function resource({ answer, question }: Inquiry, text: string): CelValue {
  if (text.trim() === '') return new CelFault('resource must not be empty');
  return new CelResourceCheck(answer, { ...question, resource: text });
}

const narrow =
  (part: 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector') =>
  ({ answer, question }: Inquiry, text: string): CelValue =>
    new CelResourceCheck(answer, { ...question, [part]: text });

export const authorizerLibrary: Library = {
  path: [overload('authorizer_path', 'authorizer.(string) path-check', path)],
  group: [
    overload(
      'authorizer_group',
      'authorizer.(string) group-check',
      ({ answer, question }: Inquiry, group: string) => new GroupCheck(answer, { ...question, group }),
    ),
  ],
  serviceAccount: [overload('authorizer_serviceaccount', 'authorizer.(string, string) authorizer', serviceAccount)],
  resource: [overload('groupcheck_resource', 'group-check.(string) resource-check', resource)],
  subresource: [overload('resourcecheck_subresource', 'resource-check.(string) resource-check', narrow('subresource'))],
  namespace: [overload('resourcecheck_namespace', 'resource-check.(string) resource-check', narrow('namespace'))],
  name: [overload('resourcecheck_name', 'resource-check.(string) resource-check', narrow('name'))],
  fieldSelector: [
    overload('authorizer_fieldselector', 'resource-check.(string) resource-check', narrow('fieldSelector')),
  ],
  labelSelector: [
    overload('authorizer_labelselector', 'resource-check.(string) resource-check', narrow('labelSelector')),
  ],
  check: [
    overload('pathcheck_check', 'path-check.(string) decision', check),
    overload('resourcecheck_check', 'resource-check.(string) decision', check),
  ],
  errored: [overload('decision_errored', 'decision.() bool', ({ answer }: Decision) => answer.error !== undefined)],
  error: [overload('decision_error', 'decision.() string', ({ answer }: Decision) => answer.error ?? '')],
  allowed: [overload('decision_allowed', 'decision.() bool', ({ answer }: Decision) => answer.allowed)],
  reason: [overload('decision_reason', 'decision.() string', ({ answer }: Decision) => answer.reason ?? '')],
};
