/** `url(…)`, `isURL(…)` and the parts of URLs. */
import { ArrayList, EntryMap } from './collections.ts';
import { type Library, overload, typeNamed } from './functions.ts';
import { type GoUrl, hostnameOf, parseQuery, parseRequestUrl, portOf, UrlError } from './go-url.ts';
import { quoteText } from './show.ts';
import { CelFault, CelOpaque, type CelValue } from './values.ts';

const urlType = typeNamed('url');

class CelUrl extends CelOpaque {
  readonly type = urlType;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  equals(other: CelOpaque): boolean {
    return other instanceof CelUrl && other.url.text === this.url.text;
  }
}

function parse(text: string): CelUrl | CelFault {
  try {
    return new CelUrl(parseRequestUrl(text));
  } catch (error) {
    if (!(error instanceof UrlError)) throw error;
    return new CelFault(`URL parse error during conversion from string: parse ${quoteText(text)}: ${error.message}`);
  }
}

function queryMap({ url }: CelUrl): CelValue {
  const map = new EntryMap();
  for (const [name, values] of parseQuery(url.query)) map.insert(name, new ArrayList(values));
  return map;
}

export const urlLibrary: Library = {
  url: [overload('string_to_url', '(string) url', parse)],
  isURL: [overload('is_url_string', '(string) bool', (text: string) => parse(text) instanceof CelUrl)],
  getScheme: [overload('url_get_scheme', 'url.() string', ({ url }: CelUrl) => url.scheme)],
  getHost: [overload('url_get_host', 'url.() string', ({ url }: CelUrl) => url.host)],
  getHostname: [overload('url_get_hostname', 'url.() string', ({ url }: CelUrl) => hostnameOf(url.host))],
  getPort: [overload('url_get_port', 'url.() string', ({ url }: CelUrl) => portOf(url.host))],
  getEscapedPath: [overload('url_get_escaped_path', 'url.() string', ({ url }: CelUrl) => url.escapedPath)],
  getQuery: [overload('url_get_query', 'url.() map(string, list(string))', queryMap)],
};
