/** Image references in the docker grammar: `[domain/]path[:tag][@digest]`, and their full form. */

const domainComponent = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainPattern = new RegExp(`^${domainComponent}(?:\\.${domainComponent})*(?::[0-9]+)?$`);
const pathComponent = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** No registry takes longer names; a bound keeps the patterns above cheap. */
const maxReferenceLength = 1024;

export interface ImageReference {
  readonly domain: string;
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits off the domain: the first component when it has a dot, a colon, a capital letter or is `localhost`. */
function splitDomain(name: string): readonly [domain: string, path: string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isDomain) return ['docker.io', name.includes('/') ? name : `library/${name}`];
  const path = name.slice(slash + 1);
  const domain = first === 'index.docker.io' ? 'docker.io' : first;
  return [domain, domain === 'docker.io' && !path.includes('/') ? `library/${path}` : path];
}

/** The parts of a reference, with docker's defaults for domain and path; undefined when it is none. */
export function parseImage(image: string): ImageReference | undefined {
  if (image === '' || image.length > maxReferenceLength || /^[0-9a-f]{64}$/.test(image)) return undefined;
  const at = image.indexOf('@');
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const rest = at < 0 ? image : image.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  const tag = hasTag ? rest.slice(colon + 1) : undefined;
  const [domain, path] = splitDomain(hasTag ? rest.slice(0, colon) : rest);
  const good =
    domainPattern.test(domain) &&
    path.split('/').every((component) => pathComponent.test(component)) &&
    (tag === undefined || tagPattern.test(tag)) &&
    (digest === undefined || digestPattern.test(digest));
  if (!good) return undefined;
  return { domain, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** `shop` → `docker.io/library/shop:latest`; undefined for what is no reference. */
export function normalizeImage(image: string): string | undefined {
  const reference = parseImage(image);
  if (reference === undefined) return undefined;
  const { domain, path, tag, digest } = reference;
  const suffix = digest === undefined ? `:${tag ?? 'latest'}` : `${tag === undefined ? '' : `:${tag}`}@${digest}`;
  return `${domain}/${path}${suffix}`;
}

/** Whether an unset pull policy means Always: no tag and no digest, or the tag `latest`. */
export function isLatest(image: string): boolean {
  const reference = parseImage(image);
  if (reference === undefined) return false;
  return reference.digest === undefined && (reference.tag ?? 'latest') === 'latest';
}
