/** Compiled types by their Go path, for everything the facts know. */
import { defaultsTable, typeTable } from '@kubets/api';
import { type CompiledType, compileType } from '@kubets/machinery';

/** Compiled at first use and kept. */
export const builtinType = (typeName: string): CompiledType => compileType(typeName, typeTable(), defaultsTable());
