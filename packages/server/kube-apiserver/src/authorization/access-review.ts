/** SubjectAccessReview and its relatives. Nothing is stored. */
import type {
  LocalSubjectAccessReview,
  PolicyRule,
  SelfSubjectAccessReview,
  SelfSubjectRulesReview,
  SubjectAccessReview,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '@kubets/api';
import type { AuthorizationAttributes } from '@kubets/apiserver/authorization';
import type { ApiAnswer, UserInfo } from '@kubets/apiserver/requests';
import { created, handlerAt, type SubresourceCall, type SubresourceHandler } from '@kubets/apiserver/subresources';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { errors } from '@kubets/machinery/status-error';
import type { ClusterAuthorization } from './cluster-authorization.ts';

const group = 'authorization.k8s.io';

type Asked = Pick<SubjectAccessReviewSpec, 'resourceAttributes' | 'nonResourceAttributes'>;

function checkAsked(spec: Asked): readonly FieldError[] {
  if (spec.resourceAttributes !== undefined && spec.nonResourceAttributes !== undefined)
    return [
      fieldError.invalid(
        'spec.nonResourceAttributes',
        spec.nonResourceAttributes,
        'cannot be specified in combination with resourceAttributes',
      ),
    ];
  if (spec.resourceAttributes === undefined && spec.nonResourceAttributes === undefined)
    return [
      fieldError.invalid(
        'spec.resourceAttributes',
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    ];
  return [];
}

function checkSubject(spec: SubjectAccessReviewSpec): readonly FieldError[] {
  const nobody = !spec.user && !spec.groups?.length;
  return [
    ...checkAsked(spec),
    ...(nobody ? [fieldError.invalid('spec.user', '', 'at least one of user or group must be specified')] : []),
  ];
}

function attributesOf(spec: Asked): AuthorizationAttributes {
  const { resourceAttributes: on, nonResourceAttributes: path } = spec;
  const nothing = { group: '', version: '', namespace: '', resource: '', subresource: '', name: '' };
  if (on === undefined) return { ...nothing, isResourceRequest: false, path: path?.path ?? '', verb: path?.verb ?? '' };
  return {
    isResourceRequest: true,
    path: '',
    verb: on.verb ?? '',
    group: on.group ?? '',
    version: on.version ?? '',
    namespace: on.namespace ?? '',
    resource: on.resource ?? '',
    subresource: on.subresource ?? '',
    name: on.name ?? '',
    ...(on.fieldSelector?.rawSelector === undefined ? {} : { fieldSelector: on.fieldSelector.rawSelector }),
    ...(on.labelSelector?.rawSelector === undefined ? {} : { labelSelector: on.labelSelector.rawSelector }),
  };
}

function subjectOf(spec: SubjectAccessReviewSpec): UserInfo {
  return {
    name: spec.user ?? '',
    groups: spec.groups ?? [],
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.extra === undefined ? {} : { extra: spec.extra }),
  };
}

async function review(
  authorization: ClusterAuthorization,
  user: UserInfo,
  spec: Asked,
): Promise<SubjectAccessReviewStatus> {
  const verdict = await authorization.authorizer.authorize(user, attributesOf(spec));
  return {
    allowed: verdict.decision === 'allow',
    ...(verdict.decision === 'deny' ? { denied: true } : {}),
    ...(verdict.reason === '' ? {} : { reason: verdict.reason }),
  };
}

function refuseInvalid(kind: string, found: readonly FieldError[]): void {
  if (found.length > 0) throw errors.invalid({ group, kind }, '', found);
}

async function subjectAccessReview(authorization: ClusterAuthorization, call: SubresourceCall): Promise<ApiAnswer> {
  const asked: SubjectAccessReview = (await call.body()) as SubjectAccessReview;
  refuseInvalid('SubjectAccessReview', checkSubject(asked.spec));
  await call.admit(asked);
  return created({ ...asked, status: await review(authorization, subjectOf(asked.spec), asked.spec) });
}

async function localSubjectAccessReview(
  authorization: ClusterAuthorization,
  call: SubresourceCall,
): Promise<ApiAnswer> {
  const asked: LocalSubjectAccessReview = (await call.body()) as LocalSubjectAccessReview;
  const { namespace } = call.info;
  const on = asked.spec.resourceAttributes;
  refuseInvalid('LocalSubjectAccessReview', [
    ...checkSubject(asked.spec),
    ...(asked.spec.nonResourceAttributes === undefined
      ? []
      : [
          fieldError.invalid(
            'spec.nonResourceAttributes',
            asked.spec.nonResourceAttributes,
            'disallowed on this kind of request',
          ),
        ]),
    ...(on !== undefined && (on.namespace ?? '') !== namespace
      ? [fieldError.invalid('spec.resourceAttributes.namespace', on.namespace ?? '', 'must match metadata.namespace')]
      : []),
  ]);
  await call.admit(asked);
  return created({ ...asked, status: await review(authorization, subjectOf(asked.spec), asked.spec) });
}

async function selfSubjectAccessReview(authorization: ClusterAuthorization, call: SubresourceCall): Promise<ApiAnswer> {
  const asked: SelfSubjectAccessReview = (await call.body()) as SelfSubjectAccessReview;
  refuseInvalid('SelfSubjectAccessReview', checkAsked(asked.spec));
  await call.admit(asked);
  return created({ ...asked, status: await review(authorization, call.request.user, asked.spec) });
}

/** The maximum number of strings in a list of rules: about a megabyte. If there are more, the answer is incomplete. */
const maxListedEntries = 50_000;

const onPaths = (rule: PolicyRule): boolean => (rule.nonResourceURLs?.length ?? 0) > 0;

async function selfSubjectRulesReview(authorization: ClusterAuthorization, call: SubresourceCall): Promise<ApiAnswer> {
  const asked: SelfSubjectRulesReview = (await call.body()) as SelfSubjectRulesReview;
  const namespace = asked.spec?.namespace ?? '';
  if (namespace === '') throw errors.badRequest('no namespace on request');
  await call.admit(asked);
  const { rules, errors: unresolved } = await authorization.rbac.rulesFor(
    call.request.user,
    namespace,
    maxListedEntries,
  );
  const ofNodes = call.request.user.groups.includes('system:nodes');
  const trouble = [...unresolved, ...(ofNodes ? ['node authorizer does not support user rule resolution'] : [])];
  return created({
    ...asked,
    status: {
      resourceRules: rules
        .filter((rule) => !onPaths(rule))
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          ...(apiGroups === undefined ? {} : { apiGroups }),
          ...(resources === undefined ? {} : { resources }),
          ...(resourceNames === undefined ? {} : { resourceNames }),
        })),
      nonResourceRules: rules
        .filter(onPaths)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs: nonResourceURLs ?? [] })),
      incomplete: trouble.length > 0,
      ...(trouble.length === 0 ? {} : { evaluationError: trouble.join(', ') }),
    },
  });
}

export function accessReviewHandlers(authorization: ClusterAuthorization): readonly SubresourceHandler[] {
  const answers = {
    subjectaccessreviews: subjectAccessReview,
    localsubjectaccessreviews: localSubjectAccessReview,
    selfsubjectaccessreviews: selfSubjectAccessReview,
    selfsubjectrulesreviews: selfSubjectRulesReview,
  };
  return Object.entries(answers).map(([resource, answer]) =>
    handlerAt({ group, resource }, (call) => answer(authorization, call)),
  );
}
