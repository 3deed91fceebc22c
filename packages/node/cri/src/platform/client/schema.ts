/** CRI's methods and the codecs of their messages, created from the facts of the API on first use. */
import type { Method } from '@kubets/grpc/calls/platform';
import { type Codec, createCodecs } from '@kubets/grpc/messages/platform';
import facts from './facts/cri.json' with { type: 'json' };

const messages = Object.fromEntries(Object.entries(facts.messages).map(([name, { fields }]) => [name, fields]));
const codecs = createCodecs([{ name: facts.package, messages, enums: facts.enums }], {
  fields: 'camelCase',
  enums: 'names',
});

/** The codec of a message: fields in camel case, enums by name. */
export function codecOf(message: string): Codec {
  return codecs(`${facts.package}.${message}`);
}

export type CriService = keyof typeof facts.services;

/** A method; undefined when the API has none of that name. */
export function methodOf(service: CriService, name: string): Method | undefined {
  const method = facts.services[service].find((each) => each.name === name);
  return (
    method && {
      path: `/${facts.package}.${service}/${name}`,
      request: codecOf(method.req),
      response: codecOf(method.res),
    }
  );
}
