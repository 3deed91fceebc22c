/** Estimates the compiled size of a pattern without compiling it: `(x{0,900}){900}` is short, but large when compiled. */

const repetition = /\{(\d{1,9})(?:,(\d{0,9}))?\}/y;
const property = /\\[pP](?:\{[^}]*\}|.)/y;
const quoted = /\\Q[\s\S]*?(?:\\E|$)/y;
const charClass = /\[\^?\]?(?:\[:\^?\w*:\]|\\[pP]\{[^}]*\}|\\[\s\S]|[^\]\\])*\]?/y;

/** A Unicode class requires a copy of its table. */
const propertySize = 20;

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

/** A sequence being read: its size, and the size of its last piece, which a repetition repeats. */
interface Sequence {
  total: number;
  last: number;
}

interface Piece {
  /** The length of its source. */
  readonly length: number;
  /** Its number of instructions, which a repetition multiplies. */
  readonly size: number;
  /** The work to parse it, which is done once. */
  readonly once: number;
}

function pieceAt(source: string, at: number): Piece {
  const char = source[at];
  if (char === '[') {
    const text = matchAt(charClass, source, at)?.[0] ?? char;
    const tables = text.split(/\\[pP]/).length - 1;
    return { length: text.length, size: 1, once: (text.length >> 1) + propertySize * tables };
  }
  if (char !== '\\') return { length: 1, size: 1, once: 0 };
  const literal = matchAt(quoted, source, at)?.[0];
  if (literal !== undefined) return { length: literal.length, size: literal.length, once: 0 };
  const table = matchAt(property, source, at)?.[0];
  return { length: table?.length ?? 2, size: 1, once: table === undefined ? 0 : propertySize };
}

/** The approximate number of instructions. Takes linear time for any source. An invalid pattern has a size, too. */
export function patternSize(source: string): number {
  const outer: Sequence[] = [];
  let here: Sequence = { total: 0, last: 0 };
  let once = 0;
  for (let at = 0; at < source.length; ) {
    const char = source[at];
    const times = char === '{' ? matchAt(repetition, source, at) : null;
    if (times !== null) {
      const count = Math.max(Number(times[1]), Number(times[2] ?? 0), 1);
      here.total += here.last * (count - 1);
      here.last *= count;
      at += times[0].length;
    } else if (char === '(') {
      outer.push(here);
      here = { total: 1, last: 0 };
      at += 1;
    } else if (char === ')' && outer.length > 0) {
      const group = here.total + 1;
      here = outer.pop() ?? here;
      here.total += group;
      here.last = group;
      at += 1;
    } else {
      const piece = pieceAt(source, at);
      here.total += piece.size;
      once += piece.once;
      if (char !== '*' && char !== '+' && char !== '?') here.last = piece.size;
      at += piece.length;
    }
  }
  return outer.reduce((sum, { total }) => sum + total, here.total + once);
}
