/** The protobuf codecs of built-in types. The code is large, and loaded for the first protobuf request. */
import type { MessageTable } from '@kubets/codec/protobuf';

let table: MessageTable | undefined;

/**
 * Loads the codecs of all built-in types for `decodeProtobuf` and `encodeProtobuf`. `wireTable` returns them afterwards.
 */
export async function loadWireTable(): Promise<MessageTable> {
  if (table !== undefined) return table;
  const { wirePackages } = await import('./generated/wire.gen.ts');
  table = {
    get: (type) => {
      const dot = type.lastIndexOf('.');
      const [home, name] = [type.slice(0, dot), type.slice(dot + 1)];
      // The functions of a package are created for its first message.
      const codecs = Object.hasOwn(wirePackages, home) ? wirePackages[home]?.() : undefined;
      return codecs !== undefined && Object.hasOwn(codecs, name) ? codecs[name] : undefined;
    },
  };
  return table;
}

/** The codecs that `loadWireTable` loaded; undefined before. */
export function wireTable(): MessageTable | undefined {
  return table;
}
