import { readFileSync } from 'node:fs';

import { type Province, ProvinceSchema } from '@open122/contracts';
import Ajv from 'ajv';
import { parse } from 'yaml';

/** Injection token of the validated {@link Province}. */
export const PROVINCE = Symbol('PROVINCE');

/** Without the schema of schemas: to compile it took a tenth of a service's start. */
const ajv = new Ajv({ allErrors: true, strict: false, meta: false, validateSchema: false });
const valid = ajv.compile<Province>(ProvinceSchema);

/** Reads a province's file; `problems` has one line for each thing that is wrong with it. */
export function readProvince(path: string): { province: Province | undefined; problems: string[] } {
  try {
    const content: unknown = parse(readFileSync(path, 'utf8'));
    if (valid(content)) return { province: content, problems: [] };
    const problems = (valid.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${path} ${instancePath === '' ? '/' : instancePath} ${message ?? 'is wrong'}${extra(params)}`,
    );
    return { province: undefined, problems };
  } catch (error) {
    return { province: undefined, problems: [`${path} cannot be read: ${(error as Error).message}`] };
  }
}

const extra = (params: Record<string, unknown>): string =>
  typeof params.additionalProperty === 'string' ? ` (${params.additionalProperty})` : '';
