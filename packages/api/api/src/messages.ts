/** The messages of built-in types: code that is large, and read when the first client speaks protobuf. */
import type { MessageTable } from '@kubets/codec/protobuf';

let table: MessageTable | undefined;

/** Loads the message of every built-in type, for `decodeProtobuf` and `encodeProtobuf`. From then on `wireTable` has it. */
export async function loadWireTable(): Promise<MessageTable> {
  if (table !== undefined) return table;
  const { wirePackages } = await import('./generated/wire.gen.ts');
  table = {
    get: (type) => {
      const dot = type.lastIndexOf('.');
      const [home, name] = [type.slice(0, dot), type.slice(dot + 1)];
      // A package's functions are made when its first message is asked for.
      const codecs = Object.hasOwn(wirePackages, home) ? wirePackages[home]?.() : undefined;
      return codecs !== undefined && Object.hasOwn(codecs, name) ? codecs[name] : undefined;
    },
  };
  return table;
}

/** What `loadWireTable` has loaded; undefined before. */
export function wireTable(): MessageTable | undefined {
  return table;
}
