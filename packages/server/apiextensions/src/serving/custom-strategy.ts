/** The strategy of a version of a custom resource. Upstream: registry/customresource/strategy.go, status_strategy.go. */
import type {
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  FieldReader,
  ResourceStrategy,
} from '@kubets/api';
import { compileJsonPath } from '@kubets/machinery/jsonpath';
import type { KubeObject } from '@kubets/machinery/meta';
import { sortKubeVersions } from '@kubets/machinery/versions';
import { printedColumns } from './printed-columns.ts';
import { scaleErrors } from './scale-errors.ts';

const withoutDot = (path: string): string => path.replace(/^\./, '');

/** The warning of each answer in a deprecated version. */
function deprecationOf(
  spec: CustomResourceDefinitionSpec,
  { name, deprecated, deprecationWarning }: CustomResourceDefinitionVersion,
): string | undefined {
  if (deprecated !== true) return undefined;
  if (deprecationWarning !== undefined) return deprecationWarning;
  const { group, names, versions } = spec;
  const current = versions.filter((each) => each.served && each.deprecated !== true).map((each) => each.name);
  const [newest] = sortKubeVersions(current);
  const message = `${group}/${name} ${names.kind} is deprecated`;
  return newest === undefined ? message : `${message}; use ${group}/${newest} ${names.kind}`;
}

function fieldReader(jsonPath: string): FieldReader<KubeObject> {
  const path = compileJsonPath(`{${jsonPath}}`, { allowMissingKeys: true });
  return (object) => {
    const value = path(object)[0]?.[0];
    return value === undefined || value === null ? '' : String(value);
  };
}

function selectableFields(
  version: CustomResourceDefinitionVersion,
): Pick<ResourceStrategy<KubeObject>, 'selectableFields'> {
  const { selectableFields: declared = [] } = version;
  if (declared.length === 0) return {};
  const readers = declared.map(({ jsonPath }) => [withoutDot(jsonPath), fieldReader(jsonPath)] as const);
  return { selectableFields: Object.fromEntries(readers) };
}

function scaleOf({ subresources }: CustomResourceDefinitionVersion): Partial<ResourceStrategy<KubeObject>> {
  const scale = subresources?.scale;
  if (scale === undefined) return {};
  return {
    scale: {
      replicas: withoutDot(scale.specReplicasPath),
      status: withoutDot(scale.statusReplicasPath),
      selector: withoutDot(scale.labelSelectorPath ?? ''),
    },
    validate: (object) => scaleErrors(object, scale, 'whole'),
    validateUpdate: (object) => scaleErrors(object, scale, 'whole'),
    validateStatusUpdate: (object) => scaleErrors(object, scale, 'status'),
  };
}

export function customStrategy(
  spec: CustomResourceDefinitionSpec,
  version: CustomResourceDefinitionVersion,
): ResourceStrategy<KubeObject> {
  const deprecation = deprecationOf(spec, version);
  const hasStatus = version.subresources?.status !== undefined;
  return {
    statusFields: hasStatus ? ['status'] : [],
    resetFields: hasStatus ? { '': ['status'], status: ['spec', 'metadata'] } : { '': [] },
    generation: true,
    unconditionalUpdate: false,
    row: printedColumns(version.additionalPrinterColumns).row,
    ...scaleOf(version),
    ...selectableFields(version),
    ...(deprecation === undefined ? {} : { deprecation }),
  };
}
