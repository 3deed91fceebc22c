/** Reads the manifests of a public project from a folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { decodeYaml } from '@kubets/codec/yaml';

export interface Manifest {
  /** The path below the folder. */
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function manifestOf(file: string, object: unknown): readonly Manifest[] {
  if (!isRecord(object) || typeof object.kind !== 'string' || typeof object.apiVersion !== 'string') return [];
  if (object.kind === 'List' && Array.isArray(object.items))
    return object.items.flatMap((item) => manifestOf(file, item));
  const metadata = isRecord(object.metadata) ? object.metadata : {};
  const name = String(metadata.name ?? metadata.generateName ?? '');
  return [{ file, apiVersion: object.apiVersion, kind: object.kind, name, object }];
}

/** The documents of a YAML file. Those that are not YAML, such as templates, are left out. */
function documents(text: string): readonly unknown[] {
  return text.split(/^---.*$/m).flatMap((part) => {
    try {
      return decodeYaml(part);
    } catch {
      return [];
    }
  });
}

/** All objects in the YAML files below `folder`, by file. */
export function readManifests(folder: string): readonly Manifest[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) =>
      documents(readFileSync(path, 'utf8')).flatMap((each) => manifestOf(relative(folder, path), each)),
    );
}
