/** CEL expressions that select devices. Upstream: dynamic-resource-allocation/cel. */

import { nextTurn } from '@kubets/base';
import {
  adaptDynamic,
  bindMacro,
  CelCompileError,
  type CelEnvironment,
  CelProgramError,
  type CelType,
  celTypes,
  type DeclaredField,
  type DeclaredType,
  formatType,
  kubernetesCel,
  mapType,
  quantityType,
  structType,
} from '@kubets/cel';
import { type FieldError, fieldError } from '@kubets/machinery/field-error';
import { utf8Length } from '@kubets/machinery/names';
import type { DeviceSelector } from '../../generated/resource/v1.ts';

const maxExpressionBytes = 10 * 1024;
const maxCost = 1_000_000;

/** The largest domain, identifier, attribute value and number of attributes of a device. */
const maxDomain = 63;
const maxValue = 64;
const maxEntries = 32;

const sized = (celType: CelType, more: Partial<DeclaredType> = {}): DeclaredType => ({
  celType,
  adapt: adaptDynamic,
  minSize: 0,
  ...more,
});

const fieldOf = (property: string, type: DeclaredType): DeclaredField => ({ property, type, adapt: adaptDynamic });

/** All attributes have the same type, whatever their name. */
class AnyField extends Map<string, DeclaredField> {
  readonly #type: DeclaredType;

  constructor(type: DeclaredType) {
    super();
    this.#type = type;
  }

  override get(name: string): DeclaredField {
    return fieldOf(name, this.#type);
  }
}

function mapOf(element: DeclaredType, fields?: ReadonlyMap<string, DeclaredField>): DeclaredType {
  const celType = mapType(celTypes.string, element.celType);
  return sized(celType, { element, maxElements: maxEntries, ...(fields === undefined ? {} : { fields }) });
}

const attribute = sized(celTypes.dyn, { maxElements: maxValue });

const deviceFields: Readonly<Record<string, DeclaredType>> = {
  driver: sized(celTypes.string, { maxElements: maxDomain }),
  attributes: mapOf(mapOf(attribute, new AnyField(attribute))),
  capacity: mapOf(mapOf(sized(quantityType))),
  allowMultipleAllocations: sized(celTypes.bool),
};

let environment: CelEnvironment | undefined;

/** The only variable is `device`. */
function deviceEnvironment(): CelEnvironment {
  environment ??= kubernetesCel({
    variables: {
      device: sized(structType('kubernetes.DRADevice'), {
        fields: new Map(Object.entries(deviceFields).map(([name, type]) => [name, fieldOf(name, type)])),
      }),
    },
    macros: [bindMacro],
    cacheSize: 100,
  });
  return environment;
}

async function expressionError(path: string, expression: string): Promise<FieldError | undefined> {
  if (utf8Length(expression) > maxExpressionBytes) return fieldError.tooLong(path, maxExpressionBytes);
  try {
    const program = await deviceEnvironment().compileInTurns(expression);
    const { kind } = program.resultType;
    if (kind !== 'bool' && kind !== 'dyn') {
      const detail = `must evaluate to bool or the unknown type, not ${formatType(program.resultType)}`;
      return fieldError.invalid(path, expression, detail);
    }
    const isCostly = program.estimateCost().max > maxCost;
    return isCostly ? fieldError.forbidden(path, 'too complex, exceeds cost limit') : undefined;
  } catch (error) {
    if (error instanceof CelCompileError)
      return fieldError.invalid(path, expression, `compilation failed: ${error.message}`);
    if (!(error instanceof CelProgramError)) throw error;
    return fieldError.internal(path, `program instantiation failed: ${error.message}`);
  }
}

/** More than this many are refused by the declarative rules. */
export const maxSelectors = 32;

/** Selectors by the path of their list. */
export type SelectorLists = ReadonlyMap<string, readonly DeviceSelector[]>;

/** Compiles the expressions, one in each turn of the event loop. */
export async function selectorErrors(lists: SelectorLists): Promise<readonly FieldError[]> {
  const found: FieldError[] = [];
  for (const [path, selectors] of lists) {
    if (selectors.length > maxSelectors) continue;
    for (const [index, { cel }] of selectors.entries()) {
      const at = `${path}[${index}].cel`;
      if (cel === undefined) found.push(fieldError.required(at));
      else {
        const error = await expressionError(`${at}.expression`, cel.expression);
        if (error !== undefined) found.push(error);
        await nextTurn();
      }
    }
  }
  return found;
}
