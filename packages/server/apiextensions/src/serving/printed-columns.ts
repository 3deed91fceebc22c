/** The printed columns of a custom resource: its name, and what `additionalPrinterColumns` declare, or its age. */
import type { Cell, ColumnDefinition, CustomResourceColumnDefinition } from '@kubets/api';
import {
  type CompiledJsonPath,
  compileJsonPath,
  type JsonPathBudget,
  JsonPathError,
  printJsonPath,
} from '@kubets/machinery/jsonpath';
import type { KubeObject } from '@kubets/machinery/meta';
import { humanDuration, parseTime } from '@kubets/machinery/time';

export interface PrintedColumns {
  readonly columns: readonly ColumnDefinition[];
  row(object: KubeObject, now: number): readonly Cell[];
}

const nameColumn: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};

const ageColumn: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

function integer(value: unknown): Cell {
  return typeof value === 'number' ? Math.trunc(value) : typeof value === 'bigint' ? Number(value) : null;
}

function date(value: unknown, now: number): Cell {
  if (typeof value !== 'string') return null;
  if (value === '') return '<unknown>';
  const time = parseTime(value);
  return time === undefined ? '<invalid>' : humanDuration(now - time);
}

/** The first result as a cell of the column's type; null if it has another type. Upstream: cellForJSONValue. */
function cellOf(type: string, value: unknown, now: number): Cell {
  switch (type) {
    case 'string':
      return printJsonPath([[value]]);
    case 'integer':
      return integer(value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return date(value, now);
    default:
      return null;
  }
}

/** Characters that take as long to print as one value. */
const charactersPerValue = 32;

/** Takes what it costs to print the value. Throws JsonPathError if the budget has less. */
function spendPrinting(root: unknown, budget: JsonPathBudget): void {
  const pending = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    const below = typeof value === 'object' && value !== null ? Object.values(value) : [];
    budget.values -= typeof value === 'string' ? value.length / charactersPerValue : below.length;
    if (budget.values < 0) throw new JsonPathError('there is too much to print');
    for (const each of below) pending.push(each);
  }
}

/**
 * The values of an object that all its columns together may visit: many times those of usual columns, and less than a
 * millisecond. What is left of the columns is empty then.
 */
const maxRowValues = 20_000;

/** The first value at the path; undefined if there is none. */
function firstAt(path: CompiledJsonPath, object: KubeObject, budget: JsonPathBudget): unknown {
  try {
    const value = path(object, budget)[0]?.[0];
    spendPrinting(value, budget);
    return value;
  } catch (error) {
    if (error instanceof JsonPathError) return undefined;
    throw error;
  }
}

function compiled(jsonPath: string): CompiledJsonPath {
  try {
    return compileJsonPath(`{${jsonPath}}`, { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) return () => [];
    throw error;
  }
}

/** Paths are compiled when the first row is printed. Upstream: apiserver/pkg/registry/customresource/tableconvertor. */
export function printedColumns(declared: readonly CustomResourceColumnDefinition[] | undefined): PrintedColumns {
  const columns = declared === undefined || declared.length === 0 ? [ageColumn] : declared;
  let paths: readonly CompiledJsonPath[] | undefined;
  return {
    columns: [
      nameColumn,
      ...columns.map(({ name, type, format = '', description, priority = 0, jsonPath }) => ({
        name,
        type,
        format,
        description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
        priority,
      })),
    ],
    row(object, now) {
      paths ??= columns.map(({ jsonPath }) => compiled(jsonPath));
      const budget = { values: maxRowValues };
      const cells = paths.map((path, index) => {
        const value = firstAt(path, object, budget);
        return value === undefined ? null : cellOf(columns[index]?.type ?? '', value, now);
      });
      return [object.metadata?.name ?? '', ...cells];
    },
  };
}
