/** How plain YAML scalars are read: go-yaml v2's YAML 1.1, which kubectl and helm speak. */
import { type CollectionTag, Scalar, type ScalarTag, type Tags } from 'yaml';

const maxUint64 = 2n ** 64n - 1n;
const minInt64 = -(2n ** 63n);

/** An integer as a number where that is exact, a bigint where 64 bits hold it, else the nearest float64. */
function integer(value: bigint): number | bigint {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  return value >= minInt64 && value <= maxUint64 ? value : Number(value);
}

function intTag(test: RegExp, skip: number, prefix: string): ScalarTag {
  return {
    tag: 'tag:yaml.org,2002:int',
    default: true,
    test,
    resolve(text) {
      const negative = text.startsWith('-');
      const digits = text.slice(skip + (/^[-+]/.test(text) ? 1 : 0)).replaceAll('_', '');
      const size = BigInt(prefix + (digits === '' ? '0' : digits));
      return integer(negative ? -size : size);
    },
  };
}

const floatTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number.parseFloat(text.replaceAll('_', '')),
};

/** Base64 of a string; what is not UTF-8 in it is replaced, as JSON needs text. */
const binaryTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve(text, onError) {
    try {
      return new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
    } catch {
      onError('!!binary value contains invalid base64 data');
      return new Scalar('');
    }
  },
};

const dropped = new Set(
  ['int', 'float', 'binary', 'omap', 'pairs', 'set', 'timestamp'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** The library's tags for YAML 1.1 without base 60, timestamps and collections of its own, with Go's numbers. */
export function goYamlTags(tags: Tags): Tags {
  const kept = tags.filter((tag) => typeof tag === 'string' || !isDropped(tag));
  return [
    ...kept,
    intTag(/^[-+]?0b[01_]+$/, 2, '0b'),
    intTag(/^[-+]?0o[0-7_]+$/, 2, '0o'),
    intTag(/^[-+]?0x[0-9a-fA-F_]+$/, 2, '0x'),
    intTag(/^[-+]?0_*[0-7][0-7_]*$/, 1, '0o'),
    intTag(/^[-+]?[0-9][0-9_]*$/, 0, ''),
    floatTag,
    binaryTag,
  ];
}

function isDropped(tag: ScalarTag | CollectionTag): boolean {
  // .inf and .nan stay, to be refused as JSON refuses them.
  if (tag.tag.endsWith(':float') && 'test' in tag && tag.test?.test('.inf')) return false;
  return dropped.has(tag.tag);
}
