/** Validation of NetworkPolicies. */
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { portName, portNumber } from '@kubets/machinery/names';
import { validateLabelSelector } from '@kubets/machinery/selectors';
import { cidrContains, parseCidr, validateLegacyCidr } from '@kubets/machinery/values';
import { type Found, invalidFor } from '../core/validation/checks.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../generated/networking/v1.ts';

function port(found: Found, path: string, { protocol, port: given, endPort }: NetworkPolicyPort): void {
  if (protocol !== undefined && !['TCP', 'UDP', 'SCTP'].includes(protocol)) {
    found.push(fieldError.notSupported(`${path}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']));
  }
  const at = `${path}.endPort`;
  if (given === undefined) {
    if (endPort !== undefined) {
      found.push(fieldError.invalid(at, endPort, 'may not be specified when `port` is not specified'));
    }
  } else if (typeof given === 'string') {
    if (endPort !== undefined) {
      found.push(fieldError.invalid(at, endPort, 'may not be specified when `port` is non-numeric'));
    }
    invalidFor(found, `${path}.port`, given, portName(given));
  } else {
    if (endPort !== undefined) {
      if (endPort < given) found.push(fieldError.invalid(at, endPort, 'must be greater than or equal to `port`'));
      invalidFor(found, at, endPort, portNumber(endPort));
    }
    invalidFor(found, `${path}.port`, given, portNumber(given));
  }
}

function ipBlock(found: Found, path: string, { cidr, except }: IPBlock): void {
  if (cidr === '') {
    found.push(fieldError.required(`${path}.cidr`));
    return;
  }
  const errors = validateLegacyCidr(cidr, `${path}.cidr`, { strict: false });
  found.push(...errors);
  const block = parseCidr(cidr, { sloppy: true });
  except?.forEach((text, index) => {
    const at = `${path}.except[${index}]`;
    const wrong = validateLegacyCidr(text, at, { strict: false });
    found.push(...wrong);
    const hole = parseCidr(text, { sloppy: true });
    if (block === undefined || hole === undefined) return;
    if (cidrContains(block, hole) && hole.prefix > block.prefix) return;
    found.push(fieldError.invalid(at, text, 'must be a strict subset of `cidr`'));
  });
}

function peer(found: Found, path: string, given: NetworkPolicyPeer): void {
  const { podSelector, namespaceSelector, ipBlock: block } = given;
  found.push(
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
  );
  if (block !== undefined) ipBlock(found, `${path}.ipBlock`, block);
  const selects = podSelector !== undefined || namespaceSelector !== undefined;
  if (!selects && block === undefined) found.push(fieldError.required(path, 'must specify a peer'));
  else if (selects && block !== undefined) {
    found.push(fieldError.forbidden(path, 'may not specify both ipBlock and another peer'));
  }
}

export function validateNetworkPolicy({ spec = {} }: NetworkPolicy): readonly FieldError[] {
  const found: FieldError[] = [...validateLabelSelector(spec.podSelector, 'spec.podSelector')];
  const rule = (
    path: string,
    ports: readonly NetworkPolicyPort[] = [],
    peers: readonly NetworkPolicyPeer[] = [],
    side: string,
  ) => {
    ports.forEach((each, index) => {
      port(found, `${path}.ports[${index}]`, each);
    });
    peers.forEach((each, index) => {
      peer(found, `${path}.${side}[${index}]`, each);
    });
  };
  spec.ingress?.forEach(({ ports, from }, index) => {
    rule(`spec.ingress[${index}]`, ports, from, 'from');
  });
  spec.egress?.forEach(({ ports, to }, index) => {
    rule(`spec.egress[${index}]`, ports, to, 'to');
  });
  const types = spec.policyTypes ?? [];
  if (types.length > 2) {
    found.push(fieldError.invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'));
    return found;
  }
  types.forEach((type, index) => {
    if (type === 'Ingress' || type === 'Egress') return;
    found.push(fieldError.notSupported(`spec.policyTypes[${index}]`, type, ['Egress', 'Ingress']));
  });
  return found;
}
