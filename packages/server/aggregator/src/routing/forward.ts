/** Where the requests of a group version go that another server serves. */
import type { ResourceReader } from '@kubets/apiserver/access';
import type { ApiAnswer, ApiRequest } from '@kubets/apiserver/requests';
import { type Logger, messageOf, type Random } from '@kubets/base';
import { errors, StatusError } from '@kubets/machinery/status-error';
import { type Registration, type Registrations, trustOf } from '../registrations/registrations.ts';
import { identityHeaders } from './identity.ts';
import { httpsUrl, type Place, serviceEndpoint } from './service-endpoint.ts';

export interface ForwardParts {
  readonly reader: Pick<ResourceReader, 'get' | 'list'>;
  readonly registrations: Registrations;
  readonly random: Random;
  readonly log: Logger;
}

function text(status: number, message: string): ApiAnswer {
  const headers = { 'x-content-type-options': 'nosniff' };
  return { type: 'raw', status, contentType: 'text/plain; charset=utf-8', body: `${message}\n`, headers };
}

const unavailable = text(503, 'service unavailable');

const openApiPrefix = '/openapi/v3';

/** The group version of a decoded path below `/api` or `/apis`; undefined for other paths. */
function groupVersionOf(path: string): { readonly group: string; readonly version: string } | undefined {
  const own = path.startsWith(`${openApiPrefix}/`) ? path.slice(openApiPrefix.length) : path;
  const [root, first, second] = own.split('/').filter((segment) => segment !== '');
  if (root === 'api') return first === undefined ? undefined : { group: '', version: first };
  return root === 'apis' && first !== undefined && second !== undefined ? { group: first, version: second } : undefined;
}

/**
 * The path and query as they are sent. Throws BadRequest for a path with dot segments: clients of HTTP resolve them, so
 * the server would see another path than the one that was authorized.
 */
function targetOf({ path, query }: ApiRequest): string {
  const segments = path.split('/');
  if (segments.some((segment) => segment === '.' || segment === '..'))
    throw errors.badRequest('the path must not contain . or .. segments');
  const escaped = segments.map((segment) =>
    encodeURIComponent(segment.toWellFormed()).replace(/%(24|26|2B|2C|3A|3B|3D|40)/g, decodeURIComponent),
  );
  return `${escaped.join('/')}${query.size === 0 ? '' : `?${query}`}`;
}

export class Forwarding {
  readonly #parts: ForwardParts;

  constructor(parts: ForwardParts) {
    this.#parts = parts;
  }

  /** The answer to an authorized request; undefined if this server answers it itself. */
  answer(request: ApiRequest): Promise<ApiAnswer> | undefined {
    const type = groupVersionOf(request.path);
    const registration = type && this.#parts.registrations.find(type.group, type.version);
    return registration && this.#forward(registration, request);
  }

  async #forward(registration: Registration, request: ApiRequest): Promise<ApiAnswer> {
    if (!registration.available) return unavailable;
    const target = targetOf(request);
    let trust: ReturnType<typeof trustOf>;
    try {
      trust = trustOf(registration);
    } catch (error) {
      return text(500, messageOf(error));
    }
    let place: Place;
    try {
      place = await serviceEndpoint(this.#parts.reader, this.#parts.random, registration.service);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const { namespace, name } = registration.service;
      this.#parts.log.debug('cannot resolve the Service of an APIService', { namespace, name, error: error.message });
      return unavailable;
    }
    const identity = identityHeaders(request.user);
    return { type: 'proxy', client: 'extension', target: httpsUrl(place, target), trust, identity };
  }
}
