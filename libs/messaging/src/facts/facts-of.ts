import type { DynamicModule, Type } from '@nestjs/common';

import type { FactCopy } from './fact-copy';

/** Injection token of the copies that a service declares. */
export const FACTS = Symbol('FACTS');

type Import = Type<unknown> | DynamicModule | { forwardRef: unknown } | Promise<DynamicModule>;

/** The local copies that a service's module declares, by reading its wiring; nothing is started. */
export function factsOf(module: Import): readonly FactCopy[] {
  if ('module' in module) {
    const provider = module.providers?.find(
      (each): each is { provide: symbol; useValue: readonly FactCopy[] } =>
        'provide' in each && each.provide === FACTS,
    );
    const imports = (module.imports ?? []) as Import[];
    return [...(provider?.useValue ?? []), ...imports.flatMap(factsOf)];
  }
  if (typeof module !== 'function') return [];
  return ((Reflect.getMetadata('imports', module) ?? []) as Import[]).flatMap(factsOf);
}
