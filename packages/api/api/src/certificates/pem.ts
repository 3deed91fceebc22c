/** Reads PEM blocks, as Go's encoding/pem: text around blocks is ignored. */
import { fromBase64 } from '@kubets/base';

export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Uint8Array;
}

const begin = /^-----BEGIN ([^\r\n]*?)-----[ \t\r]*$/m;
const header = /^[^\r\n:]+:[^\r\n]*\r?\n/;

/** The blocks of a text, in order. Blocks that are not base64 are ignored, like those without an end. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let rest = text;
  for (;;) {
    const found = begin.exec(rest);
    if (found === null) return blocks;
    const type = found[1] ?? '';
    const from = found.index + found[0].length + 1;
    const end = `-----END ${type}-----`;
    const to = rest.indexOf(end, from);
    if (to < 0) return blocks;
    let body = rest.slice(from, to);
    let hasHeaders = false;
    for (let line = header.exec(body); line !== null; line = header.exec(body)) {
      hasHeaders = true;
      body = body.slice(line[0].length);
    }
    const bytes = decoded(body);
    if (bytes !== undefined) blocks.push({ type, hasHeaders, bytes });
    rest = rest.slice(to + end.length);
  }
}

function decoded(body: string): Uint8Array | undefined {
  try {
    return fromBase64(body.replaceAll(/\s/g, ''));
  } catch {
    return undefined;
  }
}
